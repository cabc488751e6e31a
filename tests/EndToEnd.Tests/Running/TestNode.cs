namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>A node of a test network.</summary>
internal sealed class TestNode(string name, Guid id, string folder, string operatorKeyFile)
{
    public string Name => name;

    public Guid Id => id;

    /// <summary>Its home: key, settings, cache.</summary>
    public string Folder => folder;

    public string OperatorKeyFile => operatorKeyFile;

    /// <summary>Its process; null while it is down.</summary>
    public Server? Process { get; set; }

    /// <summary>The words that start it where it lives; none for a node on the machine itself.</summary>
    public IReadOnlyList<string> Enter { get; set; } = [];

    /// <summary>Variables of the environment that it runs with.</summary>
    public Dictionary<string, string> Variables { get; } = [];
}
