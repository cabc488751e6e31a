using System.Text.Json;

namespace Heliostat.Node.Engines;

/// <summary>
/// Makes codes and sentences of what engines say. Engines have no codes of their own and differ in status, so their
/// words are read; what no row knows is told as it came, cut.
/// </summary>
internal static class EngineErrors
{
    private const int MessageCharactersMax = 400;
    private const int NotFound = 404;

    // The first row of which a word is in the message decides.
    private static readonly (string Code, string Advice, string[] Words)[] Known =
    [
        (EngineCodes.ImageDenied, "the registry does not give it out: check its name and the login",
            ["unauthorized", "no basic auth", "authentication required", "access denied", "access to the resource is",
                "invalid username/password", "403 (Forbidden)"]),
        (EngineCodes.ImageUnknown, "there is no image of this name: check its name and its tag",
            ["manifest unknown", "name unknown", "no such image", "image not known", "repository name not known"]),
        (EngineCodes.NameTaken, "the name is taken: choose another, or remove what has it",
            ["is already in use", "network already exists", "already exists"]),
        (EngineCodes.ContainerUnknown, "there is no such container",
            ["no such container", "no container with", "removal of container"]),
        (EngineCodes.NetworkUnknown, "there is no such network",
            ["no such network", "network not found", "unable to find network"]),
        (EngineCodes.NetworkInUse, "containers still use this network: remove them first",
            ["has active endpoints", "network is being used"]),
        (EngineCodes.ImageInUse, "a container was made from this image: remove the container first",
            ["image is in use", "is using its referenced image", "image is being used", "must be forced"]),
        (EngineCodes.DiskFull, "the engine's disk is full: make room", ["no space left on device"]),
        (EngineCodes.CommandUnknown, "its program is not in the image, or cannot be executed",
            ["executable file not found", "a command that was not found", "exec format error", "is a directory",
                "stat no such file", "exec: \""]),
        (EngineCodes.ContainerNotRunning, "the container does not run", ["is not running", "state improper"]),
        (EngineCodes.RegistryUnreachable, "its registry cannot be reached from this machine: check name and network",
            ["connection refused", "no such host", "i/o timeout", "server gave HTTP response", "TLS handshake",
                "x509:", "network is unreachable", "no route to host", "Client.Timeout", ": EOF"]),
    ];

    /// <summary>What an engine's refusal means.</summary>
    /// <param name="about">What was wanted, such as "the image x".</param>
    /// <param name="status">The HTTP status, or 0 where the words came inside a stream.</param>
    /// <param name="message">The engine's own words.</param>
    /// <param name="codeOfUnknown">The code where the engine knows no such thing and no word of its says which.</param>
    public static EngineException Of(
        string about, int status, string message, string codeOfUnknown = EngineCodes.Failed)
    {
        foreach (var (code, advice, words) in Known)
        {
            if (words.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                return new EngineException(code, $"{about}: {advice}. The engine says: {Readable(message)}");
            }
        }

        var answer = status == 0 ? "the engine failed" : $"the engine answered {status}";
        var otherwise = status == NotFound ? codeOfUnknown : EngineCodes.Failed;
        return new EngineException(otherwise, $"{about}: {answer}: {Readable(message)}");
    }

    public static EngineException Unreachable(string socketPath, string why) => new(
        EngineCodes.Unreachable,
        $"No container engine answers at {socketPath} ({why}): start it, or let this user open its socket.");

    public static EngineException Silent(string about, int seconds) => new(
        EngineCodes.Silent, $"{about}: the engine said nothing for {seconds} s. Look whether it hangs.");

    public static EngineException Gone(string about) => new(
        EngineCodes.Gone, $"{about}: the engine went away before it had answered. Look whether it was restarted.");

    public static EngineException Unreadable(string about, string what) => new(
        EngineCodes.Unreadable, $"{about}: the engine's answer cannot be read: {Readable(what)}");

    /// <summary>The words in an engine's answer to what it refuses.</summary>
    public static string MessageIn(ReadOnlySpan<byte> body)
    {
        try
        {
            var refusal = JsonSerializer.Deserialize(body, EngineJson.Default.EngineRefusal);
            return refusal?.Message ?? refusal?.Cause ?? "";
        }
        catch (JsonException)
        {
            return System.Text.Encoding.UTF8.GetString(body);
        }
    }

    private static string Readable(string message)
    {
        var text = new string([.. message.Select(character => char.IsControl(character) ? ' ' : character)]).Trim();
        return text.Length <= MessageCharactersMax ? text : text[..MessageCharactersMax] + "…";
    }
}
