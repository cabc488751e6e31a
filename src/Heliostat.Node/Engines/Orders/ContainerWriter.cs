using System.Globalization;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Node.Engines.Orders;

/// <summary>
/// The only way from an order to an engine: writes what makes the container, with everything shut that the order has
/// no word for.
/// </summary>
internal static class ContainerWriter
{
    // A number of each user over the whole machine, so it cannot hold one container; the engine's own limit does.
    private const int UserProcessesMax = 32768;
    private const int OpenFilesMax = 16384;
    private const long NanosPerMilli = 1_000_000;
    private const long TemporaryBytesPerFile = 4096;
    private const int KillBeforeOthers = 500;
    private const string GpuVariable = "NVIDIA_VISIBLE_DEVICES";
    private const string GpuNone = "void";

    /// <summary>The name of a run's container: the same run twice is told as a taken name.</summary>
    public static string NameOf(ContainerOrder order) => $"heliostat-{order.Labels.Run.ToUuid()}";

    /// <summary>What the engine is sent.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="image">The order's image as the engine has it: its content is fixed here, whatever its tag.</param>
    /// <param name="kind">Whose engine it is for.</param>
    /// <exception cref="EngineException">The order breaks a rule of <see cref="ContainerRules"/>.</exception>
    public static ContainerBody Write(ContainerOrder order, ImageWords image, EngineKind kind)
    {
        if ((ContainerRules.Broken(order) ?? ContainerRules.Broken(image)) is { } broken)
        {
            throw new EngineException(EngineCodes.OrderInvalid, broken);
        }

        return new ContainerBody
        {
            Image = image.Id ?? order.Image.ToString(),
            Cmd = order.Command.Count == 0 ? null : order.Command,
            Entrypoint = order.EntryPoint.Count == 0 ? null : order.EntryPoint,
            Env = Environment(order),
            WorkingDir = order.WorkingFolder,
            User = string.Create(CultureInfo.InvariantCulture, $"{order.User}:{order.User}"),
            Labels = order.Labels.Texts,
            HostConfig = Host(order, image, kind),
        };
    }

    private static HostBody Host(ContainerOrder order, ImageWords image, EngineKind kind) => new()
    {
        NetworkMode = order.Egress?.Name ?? "none",
        Dns = order.Egress?.DnsServers,
        Memory = order.MemoryBytes,
        MemorySwap = order.MemoryBytes,
        NanoCpus = checked(order.CpuMillis * NanosPerMilli),
        PidsLimit = order.ProcessesMax,
        ShmSize = order.SharedMemoryBytes,
        OomScoreAdj = KillBeforeOthers,
        ReadonlyRootfs = true,
        CapDrop = ["ALL"],
        SecurityOpt = ["no-new-privileges"],
        IpcMode = "private",
        CgroupnsMode = "private",
        Tmpfs = TemporaryPlaces(order, image).ToDictionary(place => place, _ => Temporary(order, kind)),
        Mounts = [.. order.Mounts.Select(Mount)],
        Ulimits =
        [
            new UlimitBody("nofile", OpenFilesMax, OpenFilesMax),
            new UlimitBody("nproc", UserProcessesMax, UserProcessesMax),
            new UlimitBody("core", 0, 0),
        ],
        LogConfig = new LogBody("json-file", new Dictionary<string, string>
        {
            ["max-size"] = order.LogBytesMax.ToString(CultureInfo.InvariantCulture),
            ["max-file"] = "1",
        }),
        DeviceRequests = order.Gpus.Count == 0 ? null : [new DeviceBody("nvidia", order.Gpus, [["gpu"]])],
    };

    // Where an image wants a volume the engine would make a folder without limit; what is sized lies over it.
    private static IEnumerable<string> TemporaryPlaces(ContainerOrder order, ImageWords image) =>
        image.VolumePlaces.Select(place => place.TrimEnd('/'))
            .Except(order.Mounts.Select(mount => mount.Target))
            .Append("/tmp")
            .Distinct();

    // Programs are built and run in /tmp, so it is no place without execution. Podman has no word for a number of
    // files; there they are held by the memory that they need.
    private static string Temporary(ContainerOrder order, EngineKind kind)
    {
        var bytes = order.TemporaryBytes.ToString(CultureInfo.InvariantCulture);
        var options = $"rw,exec,nosuid,nodev,mode=1777,size={bytes}";
        var files = Math.Max(1, order.TemporaryBytes / TemporaryBytesPerFile).ToString(CultureInfo.InvariantCulture);
        return kind == EngineKind.Podman ? options : $"{options},nr_inodes={files}";
    }

    private static MountBody Mount(ContainerMount mount) =>
        new("bind", mount.Source, mount.Target, !mount.Writable, new BindBody("rprivate"));

    // Where the GPU's runtime is the engine's usual one, an image could take every GPU by this variable alone.
    private static List<string> Environment(ContainerOrder order)
    {
        var variables = order.Environment.Where(pair => pair.Key != GpuVariable)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
        return [.. variables, $"{GpuVariable}={(order.Gpus.Count == 0 ? GpuNone : string.Join(',', order.Gpus))}"];
    }
}
