using System.Text.Json;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Jobs;

/// <summary>
/// Looks at a scene's manifest before its job is taken: it is there, belongs to the account, can be read, asks for
/// nothing that a node refuses, and every file that it names is there with the size that it says.
/// </summary>
internal sealed class ManifestCheck(IBlobStore store)
{
    private const string Field = "parameters.parameters.manifest";

    /// <summary>What is wrong with the manifest, or null.</summary>
    public async Task<ProblemAnswer?> CheckAsync(AccountId account, ContentHash name, CancellationToken cancellation)
    {
        if (await store.Touch(new BlobKey(account, name), cancellation) is not { } size)
        {
            return Problems.Unprocessable("manifest-missing", "Upload the manifest before the job.", Field);
        }

        if (size > SceneManifest.BytesMax)
        {
            return Invalid($"A manifest has at most {SceneManifest.BytesMax} bytes.");
        }

        var manifest = await ReadAsync(account, name, cancellation);
        if (manifest is null)
        {
            return Invalid("The manifest is not one that can be read; pack the scene again.");
        }

        return manifest.FindFault() is { } fault ? Invalid(fault) : await FindMissing(account, manifest, cancellation);
    }

    /// <summary>The manifest; null where it is not there or cannot be read.</summary>
    public async Task<SceneManifest?> ReadAsync(AccountId account, ContentHash name, CancellationToken cancellation)
    {
        var bytes = await store.ReadBytes(new BlobKey(account, name), SceneManifest.BytesMax, cancellation);
        try
        {
            return bytes is null ? null : JsonSerializer.Deserialize(bytes, WireJson.Default.SceneManifest);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second: System.Text.Json finds broken UTF-8 in a name only when it takes the name out.
            return null;
        }
    }

    private static ProblemAnswer Invalid(string sentence) =>
        Problems.Unprocessable("manifest-invalid", sentence, Field);

    private async Task<ProblemAnswer?> FindMissing(
        AccountId account, SceneManifest manifest, CancellationToken cancellation)
    {
        foreach (var file in manifest.Files)
        {
            if (await store.Touch(new BlobKey(account, file.Hash), cancellation) != file.Bytes)
            {
                return Problems.Unprocessable(
                    "blob-missing", $"Upload the file with the hash {file.Hash} before the job.", Field);
            }
        }

        return null;
    }
}
