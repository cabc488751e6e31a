using System.Text.Json;
using Heliostat.Core;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Containers;

/// <summary>
/// Looks at the list of a folder, a consumer's input or a node's output, before it is believed: it is there, can be
/// read, and every file that it names is there with the size that it says.
/// </summary>
internal sealed class FolderCheck(IBlobStore store)
{
    private const string Field = ContainerReading.Place + "input";

    /// <summary>What is wrong with a job's input, or null.</summary>
    public async Task<ProblemAnswer?> CheckInputAsync(
        AccountId account, ContentHash name, CancellationToken cancellation) =>
        await WhyNotAsync(account, name, cancellation) is { } why
            ? Problems.Unreadable("input-invalid", why, Field)
            : null;

    /// <summary>What is wrong with the list that a run left, or null.</summary>
    public async Task<Refusal?> CheckOutputAsync(AccountId account, ContentHash name) =>
        await WhyNotAsync(account, name, CancellationToken.None) is { } why
            ? new Refusal("output-invalid", why)
            : null;

    /// <summary>The list; null where it is not there or cannot be read.</summary>
    public async Task<FolderManifest?> ReadAsync(AccountId account, ContentHash name, CancellationToken cancellation)
    {
        var bytes = await store.ReadBytes(new BlobKey(account, name), FolderManifest.BytesMax, cancellation);
        try
        {
            return bytes is null ? null : JsonSerializer.Deserialize(bytes, WireJson.Default.FolderManifest);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second: System.Text.Json finds broken UTF-8 in a name only when it takes the name out.
            return null;
        }
    }

    private async Task<string?> WhyNotAsync(AccountId account, ContentHash name, CancellationToken cancellation)
    {
        if (await store.Touch(new BlobKey(account, name), cancellation) is not { } size)
        {
            return "Upload the list of the folder before what names it.";
        }

        if (size > FolderManifest.BytesMax)
        {
            return $"The list of a folder has at most {FolderManifest.BytesMax} bytes.";
        }

        if (await ReadAsync(account, name, cancellation) is not { } folder)
        {
            return "The list of the folder is not one that can be read.";
        }

        if (folder.FindFault() is { } fault)
        {
            return fault;
        }

        foreach (var file in folder.Files)
        {
            if (await store.Touch(new BlobKey(account, file.Hash), cancellation) != file.Bytes)
            {
                return $"Upload the file with the hash {file.Hash}, in the size that the list says, before it.";
            }
        }

        return null;
    }
}
