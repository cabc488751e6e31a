using System.Buffers.Text;
using System.Text.Json;

namespace Heliostat.Node.Engines.Images;

/// <summary>A login at a registry. Lives in memory only, and says nothing of its secret when it is printed.</summary>
internal sealed class RegistryLogin(string registry, string user, string password)
{
    /// <summary>Where it is good, such as <c>ghcr.io</c>.</summary>
    public string Registry { get; } = registry;

    /// <summary>As the engine wants it in a header: JSON in base64 for URLs, padded, as some engines insist.</summary>
    public string Header()
    {
        var words = new RegistryWords(user, password, Registry);
        var json = JsonSerializer.SerializeToUtf8Bytes(words, EngineJson.Default.RegistryWords);
        var text = Base64Url.EncodeToString(json);
        return text.PadRight((text.Length + 3) / 4 * 4, '=');
    }

    /// <summary>A text without the secret, wherever an engine or a registry repeated it.</summary>
    public string Hide(string text) =>
        password.Length == 0 ? text : text.Replace(password, "(secret)", StringComparison.Ordinal);

    public override string ToString() => $"a login at {Registry}";
}
