using System.Globalization;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Storage.Transfer;

namespace Heliostat.Client.Frames;

/// <summary>
/// Brings the pictures of claims into a folder: <c>claim_1_frame_0007_worker.png</c>, and beside it what each verifier
/// rendered, <c>claim_1_frame_0007_verifier_1.png</c>.
/// </summary>
/// <param name="job">The job.</param>
/// <param name="folder">The folder; made when the first picture comes.</param>
public sealed class ClaimDownload(JobResource job, string folder) : IDisposable
{
    private readonly ImageFormat _format = FrameFiles.FormatOf(job);
    private readonly BlobTransfer _transfer = new();

    /// <summary>Fetches every picture that there is, and says how many.</summary>
    /// <exception cref="HeliostatException">A picture could not be fetched.</exception>
    public async Task<int> FetchAsync(IReadOnlyList<ClaimResource> claims, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var claim in claims)
        {
            count += await FetchAsync(claim, "worker", claim.Worker, cancellation);
            for (var i = 0; i < claim.Verifiers.Count; i++)
            {
                var who = string.Create(CultureInfo.InvariantCulture, $"verifier_{i + 1}");
                count += await FetchAsync(claim, who, claim.Verifiers[i].Picture, cancellation);
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _transfer.Dispose();

    private async Task<int> FetchAsync(
        ClaimResource claim, string who, ClaimPicture picture, CancellationToken cancellation)
    {
        if (picture is not { File: { } file, FileUrl: { } url })
        {
            return 0;
        }

        Directory.CreateDirectory(folder);
        var frame = Path.GetFileNameWithoutExtension(FrameFiles.NameOf(claim.Frame ?? claim.Unit, _format));
        var name = string.Create(
            CultureInfo.InvariantCulture, $"claim_{claim.Number}_{frame}_{who}.{FrameFiles.ExtensionOf(_format)}");
        try
        {
            await _transfer.DownloadToFile(
                file, Path.Combine(folder, name), _ => Task.FromResult<Uri?>(new Uri(url)), null, cancellation);
            return 1;
        }
        catch (BlobTransferException cause)
        {
            throw new HeliostatException(
                cause.Code,
                $"{name} could not be fetched: {cause.Message}",
                "Fetch it later with 'heliostat job claims'.",
                cause);
        }
    }
}
