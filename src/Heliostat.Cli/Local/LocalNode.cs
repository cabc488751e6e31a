namespace Heliostat.Cli.Local;

/// <summary>A node of a network on this machine.</summary>
internal sealed record LocalNode(string Name, Guid Id, ChildProcess Process, string OperatorKeyFile, string Folder);
