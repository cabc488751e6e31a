using System.Globalization;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Networks;
using Heliostat.Node.Engines.Orders;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Runners.Containers;

/// <summary>Makes the order for a container from what a manager dispatched.</summary>
internal static class ContainerOrders
{
    /// <summary>The variable that holds the public key which may log in.</summary>
    public const string SshKeyVariable = "HELIOSTAT_SSH_KEY";

    private const string HomeVariable = "HOME";
    private const string HomeFolder = "/tmp";
    private const int TemporaryShare = 2;

    /// <summary>The order, still without mounts.</summary>
    /// <param name="node">This node.</param>
    /// <param name="dispatch">What is wanted; its parameters are there.</param>
    /// <param name="image">The image as the engine has it.</param>
    /// <param name="setup">What the node lends.</param>
    /// <param name="gpus">The driver's ids of its GPUs, in the order of its hello.</param>
    /// <exception cref="RunFailedException">It names a GPU that is not here.</exception>
    public static ContainerOrder Of(
        NodeId node, JobDispatch dispatch, ImageWords image, ContainerSetup setup, IReadOnlyList<string> gpus)
    {
        var container = dispatch.Container!;
        var wanted = container.Parameters!;
        var memoryBytes = dispatch.RamBytes > 0 ? dispatch.RamBytes : setup.MemoryBytes;
        return new ContainerOrder
        {
            Image = ImageWish.Of(wanted).Image,
            Labels = new ContainerLabels(node, dispatch.Run.Job, dispatch.Run),
            Command = wanted.Command ?? [],
            Environment = Environment(dispatch),
            User = UserOf(image),
            CpuMillis = container.CpuMillis,
            MemoryBytes = memoryBytes,
            TemporaryBytes = Math.Max(1, memoryBytes / TemporaryShare),
            LogBytesMax = LogFollower.EngineBytesMax,
            Egress = wanted.Network == ContainerNetwork.Egress
                ? EgressNetwork.Of(dispatch.Run, setup.DnsServers)
                : null,
            Gpus = [.. container.Gpus.Select(place => IdOf(place, gpus))],
        };
    }

    /// <summary>
    /// The user whom the image names by a number; else nobody. Root is not given, and a name is known only inside.
    /// </summary>
    public static int UserOf(ImageWords image) =>
        int.TryParse(
            image.Config?.User?.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
        && user > 0
            ? user
            : ContainerOrder.UserUsual;

    private static Dictionary<string, string> Environment(JobDispatch dispatch)
    {
        var wanted = dispatch.Container!.Parameters!;
        var variables = new Dictionary<string, string> { [HomeVariable] = HomeFolder };
        foreach (var (name, value) in wanted.Env ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        variables[ContainerSettings.IndexVariable] = dispatch.Units[0].ToString(CultureInfo.InvariantCulture);
        if (wanted.Sshkey is { } key)
        {
            variables[SshKeyVariable] = key;
        }

        return variables;
    }

    private static string IdOf(int place, IReadOnlyList<string> gpus) =>
        place >= 0 && place < gpus.Count && gpus[place].Length > 0
            ? gpus[place]
            : throw new RunFailedException(
                FailureReasons.NotStarted, FaultSide.Node, $"This node has no GPU at place {place} that it can name.");
}
