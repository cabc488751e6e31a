namespace Heliostat.Cli.Local;

/// <summary>The network that <c>heliostat up</c> is to start.</summary>
/// <param name="Folder">Where all of its files go.</param>
/// <param name="Nodes">How many nodes; each of an operator of its own.</param>
/// <param name="Port">The manager's port; 0 takes the one of last time, or a free one.</param>
/// <param name="NodeVariables">Variables of the environment for single nodes.</param>
internal sealed record NetworkPlan(string Folder, int Nodes, int Port, IReadOnlyList<NodeVariable> NodeVariables)
{
    public const int NodesMax = 64;

    public string ManagerFolder => Path.Combine(Folder, "manager");

    public string OwnerKeyFile => Path.Combine(Folder, "owner.json");

    public string ConsumerKeyFile => Path.Combine(Folder, "consumer.json");

    public string PortsFile => Path.Combine(Folder, "ports.json");

    public string NodeNameOf(int number) => $"node-{number}";

    public string OperatorKeyFileOf(int number) => Path.Combine(Folder, $"operator-{number}.json");

    public string NodeFolderOf(int number) => Path.Combine(Folder, "nodes", NodeNameOf(number));

    public string LogFileOf(string name) => Path.Combine(Folder, "logs", $"{name}.log");
}
