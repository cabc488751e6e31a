using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Client.Containers;
using Heliostat.Client.Scenes;
using Heliostat.Protocol.Values;

namespace Heliostat.Cli.Containers;

/// <summary>Brings a folder to the network: what it does not have yet.</summary>
internal static class FolderSubmission
{
    /// <summary>Packs and uploads; returns the hash of the folder's list, which a job names as its input.</summary>
    public static async Task<ContentHash> UploadAsync(
        HeliostatClient client, Terminal terminal, string path, CancellationToken cancellation)
    {
        terminal.Say($"Packing {path} ...");
        var memory = HashMemory.Read(Path.Combine(CliConfiguration.Home, "hashes.json"));
        var folder = await FolderPacker.PackAsync(path, memory, cancellation);
        var bytes = folder.Manifest.Files.Sum(file => file.Bytes);
        terminal.Say($"Uploading what is new of {Words.Count(folder.Sources.Count, "file")}, {Words.Bytes(bytes)} ...");
        try
        {
            return await new SceneUpload(client).UploadAsync(folder, cancellation);
        }
        catch (HeliostatException cause) when (cause.Code == "wrong-hash")
        {
            // A file was changed and dated back; the next time all are read again.
            memory.Forget();
            throw;
        }
    }
}
