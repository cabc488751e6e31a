namespace Heliostat.Protocol.Api;

/// <summary>The key file that the CLI and operators keep (mode 0600).</summary>
/// <param name="Url">The manager's origin, such as <c>https://manager.example</c>.</param>
/// <param name="PublicKey"><c>pk_…</c>.</param>
/// <param name="SecretKey"><c>sk_…</c>.</param>
public sealed record KeyFile(string Url, string PublicKey, string SecretKey);

/// <summary>How key files are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(KeyFile))]
public sealed partial class ApiFilesJson : JsonSerializerContext;
