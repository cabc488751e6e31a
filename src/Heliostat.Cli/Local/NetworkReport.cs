namespace Heliostat.Cli.Local;

/// <summary>A network that is up, as <c>heliostat up --json</c> prints it.</summary>
/// <param name="Url">The manager's URL.</param>
/// <param name="Data">The folder with all of its files.</param>
/// <param name="OwnerKeyFile">The network owner's key.</param>
/// <param name="ConsumerKeyFile">A consumer's key, to submit jobs with.</param>
/// <param name="ProcessId">The process that started the others: end it to end them all.</param>
/// <param name="ManagerProcessId">The manager's process.</param>
/// <param name="Journal">The manager's journal.</param>
/// <param name="Nodes">The nodes.</param>
internal sealed record NetworkReport(
    string Url,
    string Data,
    string OwnerKeyFile,
    string ConsumerKeyFile,
    int ProcessId,
    int ManagerProcessId,
    string Journal,
    IReadOnlyList<NodeReport> Nodes);

/// <summary>One node of it.</summary>
internal sealed record NodeReport(string Name, Guid Uuid, int ProcessId, string OperatorKeyFile, string Folder);
