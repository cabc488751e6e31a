using System.Text;
using System.Text.RegularExpressions;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Node.Engines.Orders;

/// <summary>What an order may hold. The agent makes it, but most of what is in it came from strangers.</summary>
internal static partial class ContainerRules
{
    public const long MemoryBytesMin = 16L << 20;
    public const int CpuMillisMin = 10;
    public const int ProcessesMaxMost = 65536;
    public const int CommandPartsMax = 1024;
    public const int EnvironmentMax = 512;
    public const int TextBytesMax = 256 << 10;
    public const int MountsMax = 64;
    public const int PathCharactersMax = 1024;

    // What the engine itself puts into a container; a mount over it could replace what holds the container in.
    private static readonly string[] OwnFolders = ["/proc", "/sys", "/dev", "/etc", "/tmp", "/run", "/var/run"];

    /// <summary>The first rule that an order breaks, as a sentence; null where it breaks none.</summary>
    public static string? Broken(ContainerOrder order) =>
        BrokenAmount(order) ?? BrokenText(order) ?? order.Mounts.Select(mount => BrokenMount(order, mount))
            .FirstOrDefault(broken => broken is not null);

    /// <summary>The first rule that an image breaks, as a sentence; null where it breaks none.</summary>
    public static string? Broken(ImageWords image)
    {
        var places = image.VolumePlaces.ToList();
        return places.Count > MountsMax ? $"An image may want {MountsMax} volumes at most."
            : places.TrueForAll(place => place != "/" && IsPlainPath(place.TrimEnd('/'))) ? null
                : "The image wants a volume at a place that is none.";
    }

    private static string? BrokenAmount(ContainerOrder order) => order switch
    {
        { User: <= 0 } => "A container may not run as root: name another user.",
        { CpuMillis: < CpuMillisMin } => $"A container needs at least {CpuMillisMin} thousandths of a CPU.",
        { MemoryBytes: < MemoryBytesMin } => $"A container needs at least {MemoryBytesMin} bytes of memory.",
        { ProcessesMax: < 1 or > ProcessesMaxMost } => $"A container may have 1 to {ProcessesMaxMost} processes.",
        { TemporaryBytes: < 1 } => "A container's /tmp needs a size.",
        { SharedMemoryBytes: < 1 } => "A container's shared memory needs a size.",
        { LogBytesMax: < 1 } => "A container's output needs a limit.",
        { Mounts.Count: > MountsMax } => $"A container may have {MountsMax} mounts at most.",
        _ when order.Mounts.DistinctBy(mount => mount.Target).Count() < order.Mounts.Count =>
            "Two mounts may not lie at one place.",
        _ => null,
    };

    private static string? BrokenText(ContainerOrder order)
    {
        if (order.Command.Count + order.EntryPoint.Count > CommandPartsMax || order.Environment.Count > EnvironmentMax)
        {
            return $"A container may have {CommandPartsMax} arguments and {EnvironmentMax} variables at most.";
        }

        if (order.Environment.Keys.FirstOrDefault(name => !VariableName().IsMatch(name)) is { } odd)
        {
            return $"'{odd.ReplaceLineEndings(" ")}' is not the name of an environment variable.";
        }

        if (order.WorkingFolder is { } folder && !IsPlainPath(folder))
        {
            return "A container starts in an absolute folder without '..'.";
        }

        if (order.Gpus.Any(gpu => !GpuName().IsMatch(gpu)))
        {
            return "A GPU is named as its driver names it.";
        }

        var texts = order.EntryPoint.Concat(order.Command)
            .Concat(order.Environment.Select(pair => pair.Key + pair.Value)).ToList();
        return texts.Any(text => text.Contains('\0')) ? "A container's arguments may hold no zero byte."
            : texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text)) > TextBytesMax
                ? $"A container's arguments and variables may have {TextBytesMax} bytes together."
                : null;
    }

    private static string? BrokenMount(ContainerOrder order, ContainerMount mount)
    {
        if (order.MountRoot is not { } root || !IsPlainPath(root) || root == "/")
        {
            return "A container with mounts needs the one folder that they lie in.";
        }

        if (!IsPlainPath(mount.Source) || !mount.Source.StartsWith(root + "/", StringComparison.Ordinal))
        {
            return "A container may see only what lies in its own folder of this machine.";
        }

        return !IsPlainPath(mount.Target) || mount.Target == "/" || OwnFolders.Any(own => IsAt(mount.Target, own))
            ? "A mount may not lie over the root, nor over what the engine itself puts into a container."
            : null;
    }

    private static bool IsAt(string path, string folder) =>
        path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    // Nothing that a path could mean but itself: no dots, no doubled or trailing slashes, no control characters.
    private static bool IsPlainPath(string path) =>
        path.Length is > 0 and <= PathCharactersMax
        && path[0] == '/'
        && !path.Any(char.IsControl)
        && (path == "/" || path[1..].Split('/').All(part => part is not ("" or "." or "..")));

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,255}\z", RegexOptions.NonBacktracking)]
    private static partial Regex VariableName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9:.\-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex GpuName();
}
