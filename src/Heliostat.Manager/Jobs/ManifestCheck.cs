using System.Text.Json;
using Heliostat.Manager.Containers;
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

    /// <summary>Looks at folders of containers.</summary>
    public FolderCheck Folders { get; } = new(store);

    /// <summary>What is wrong with the files that a job names, or null.</summary>
    public async Task<ProblemAnswer?> CheckAsync(AccountId account, JobSpec spec, CancellationToken cancellation) =>
        spec.Blender is { } blender ? await CheckAsync(account, blender.Manifest, cancellation)
        : spec.Container?.Input is { } input ? await Folders.CheckInputAsync(account, input, cancellation)
        : null;

    /// <summary>
    /// The blobs that a job's runs may fetch: a list and the files that it names; the list alone where it is not there.
    /// </summary>
    public async Task<IReadOnlyList<ContentHash>> InputsOfAsync(
        AccountId account, JobSpec spec, CancellationToken cancellation)
    {
        if (spec.Blender is { } blender)
        {
            var scene = await ReadAsync(account, blender.Manifest, cancellation);
            return [blender.Manifest, .. scene?.Files.Select(file => file.Hash) ?? []];
        }

        return spec.Container?.Input is { } input ? await FilesOfAsync(account, input, cancellation) : [];
    }

    /// <summary>The list of a folder and the files that it names; the list alone where it is not there.</summary>
    public async Task<IReadOnlyList<ContentHash>> FilesOfAsync(
        AccountId account, ContentHash folder, CancellationToken cancellation)
    {
        var read = await Folders.ReadAsync(account, folder, cancellation);
        return [folder, .. read?.Files.Select(file => file.Hash) ?? []];
    }

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
