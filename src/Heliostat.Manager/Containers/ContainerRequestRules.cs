using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Manager.Containers;

/// <summary>What a docker job may ask of its container, so that no node has to refuse it.</summary>
internal static partial class ContainerRequestRules
{
    public const int CommandPartsMax = 1_024;
    public const int VariablesMax = 500;
    public const int TextBytesMax = 256 << 10;
    public const int PortsMax = 32;
    public const int PortMax = 65_535;
    public const int AllowedIpsMax = 64;
    public const int VolumesMax = 16;
    public const int PathCharactersMax = 1_024;
    public const int KeyCharactersMax = 16_384;

    // What the network itself says to a container.
    private const string OwnVariables = "HELIOSTAT_";

    // What engines put into a container, and what a job's files are shown at.
    private static readonly string[] OwnFolders =
    [
        "/proc", "/sys", "/dev", "/etc", "/tmp", "/run", "/var/run",
        ContainerSettings.InputFolder, ContainerSettings.OutputFolder,
    ];

    /// <summary>The first rule that is broken; null for none.</summary>
    public static ProblemAnswer? Check(ContainerParameters asked, JobKind? kind) =>
        CheckCount(asked.Count, kind)
        ?? CheckText(asked)
        ?? CheckPorts(asked.Ports ?? [])
        ?? CheckKey(asked.Sshkey)
        ?? CheckAddresses(asked.AllowedIps ?? [])
        ?? CheckVolumes(asked.Volumes ?? []);

    private static ProblemAnswer? CheckCount(int? count, JobKind? kind)
    {
        if (kind == JobKind.Persistent && count is not null)
        {
            return ContainerReading.Broken("count", "a PERSISTENT job runs once; leave it out.");
        }

        return count is null or (>= 1 and <= ContainerSettings.CountMax)
            ? null
            : ContainerReading.Broken("count", $"it may be 1 to {ContainerSettings.CountMax}.");
    }

    private static ProblemAnswer? CheckText(ContainerParameters asked)
    {
        var command = asked.Command ?? [];
        if (command.Count > CommandPartsMax || command.Any(part => part is null || part.Contains('\0')))
        {
            return ContainerReading.Broken(
                "command", $"a command has at most {CommandPartsMax} parts, none of which holds a zero byte.");
        }

        var variables = asked.Env ?? new Dictionary<string, string>();
        if (variables.Count > VariablesMax || variables.Any(pair => !IsVariable(pair.Key, pair.Value)))
        {
            return ContainerReading.Broken(
                "env",
                $"at most {VariablesMax} variables, whose names have letters, digits and underscores, do not begin "
                + $"with a digit or with {OwnVariables}, and whose values are text.");
        }

        var bytes = command.Concat(variables.Select(pair => pair.Key + pair.Value))
            .Sum(text => (long)Encoding.UTF8.GetByteCount(text));
        return bytes <= TextBytesMax ? null : ContainerReading.Broken(
            "command", $"command and env have at most {TextBytesMax} bytes together; pass on more as an input.");
    }

    private static bool IsVariable(string name, string? value) =>
        value is not null && !value.Contains('\0') && VariableName().IsMatch(name)
        && !name.StartsWith(OwnVariables, StringComparison.OrdinalIgnoreCase);

    private static ProblemAnswer? CheckPorts(IReadOnlyList<int> ports) =>
        ports.Count <= PortsMax
        && ports.All(port => port is >= 1 and <= PortMax)
        && ports.Distinct().Count() == ports.Count
            ? null
            : ContainerReading.Broken("ports", $"at most {PortsMax} ports from 1 to {PortMax}, each named once.");

    private static ProblemAnswer? CheckKey(string? key) =>
        key is null || (key.Length <= KeyCharactersMax && PublicKey().IsMatch(key))
            ? null
            : ContainerReading.Broken("sshkey", "one line of a public key, such as ssh-ed25519 AAAA… me@home.");

    private static ProblemAnswer? CheckAddresses(IReadOnlyList<string> addresses) =>
        addresses.Count <= AllowedIpsMax && addresses.All(IsAddress)
            ? null
            : ContainerReading.Broken(
                "allowed_ips", $"at most {AllowedIpsMax} addresses or blocks such as 203.0.113.0/24.");

    private static bool IsAddress(string? text) => text is not null
        && (text.Contains('/') ? IPNetwork.TryParse(text, out _)
            : IPAddress.TryParse(text, out var address) && (text.Contains(':') || address.ToString() == text));

    private static ProblemAnswer? CheckVolumes(IReadOnlyList<VolumeParameters> volumes)
    {
        if (volumes.Count > VolumesMax)
        {
            return ContainerReading.Broken("volumes", $"at most {VolumesMax} volumes.");
        }

        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes[i] is not { } volume)
            {
                return ContainerReading.Broken($"volumes[{i}]", "a volume has an image and a mount.");
            }

            if ((ImageRules.Check($"volumes[{i}].", volume) ?? CheckMount(volumes, i)) is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    private static ProblemAnswer? CheckMount(IReadOnlyList<VolumeParameters> volumes, int index)
    {
        var mount = volumes[index].Mount;
        if (!IsPlainPath(mount) || OwnFolders.Any(own => IsAt(mount, own)))
        {
            return ContainerReading.Broken(
                $"volumes[{index}].mount",
                $"an absolute path without '..', which is not the root and not at {string.Join(", ", OwnFolders)}.");
        }

        return volumes.Take(index).Any(other => IsAt(mount, other.Mount) || IsAt(other.Mount, mount))
            ? ContainerReading.Broken($"volumes[{index}].mount", "no volume lies at or below another one.")
            : null;
    }

    private static bool IsAt(string path, string folder) =>
        path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    // Nothing that a path could mean but itself: no dots, no doubled or trailing slashes, no control characters.
    private static bool IsPlainPath(string? path) =>
        path is { Length: > 1 and <= PathCharactersMax }
        && path[0] == '/'
        && !path.Any(char.IsControl)
        && path[1..].Split('/').All(part => part is not ("" or "." or ".."));

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,255}\z", RegexOptions.NonBacktracking)]
    private static partial Regex VariableName();

    [GeneratedRegex(
        @"\A(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|"
        + @"sk-ecdsa-sha2-nistp256@openssh\.com) [A-Za-z0-9+/]{16,}={0,3}(?: [^\x00-\x1f\x7f]*)?\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex PublicKey();
}
