using System.Globalization;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Storage.Transfer;

namespace Heliostat.Client.Frames;

/// <summary>
/// Brings the pictures of claims into a folder: <c>claim_1_frame_0007_worker.png</c>, and beside it what each verifier
/// rendered, <c>claim_1_frame_0007_verifier_1.png</c>; of a region <c>claim_1_frame_0007_region_2_verifier_1.png</c>.
/// Where they are PNG files, also <c>claim_1_frame_0007_difference_x8.png</c>, in what a verifier differs, brighter by
/// the factor in the name (<see cref="Pictures.PictureComparison"/>), and
/// <c>claim_1_frame_0007_side_by_side_x8.png</c>: the worker's, the verifiers', the difference.
/// </summary>
/// <param name="job">The job.</param>
/// <param name="folder">The folder; made when the first picture comes.</param>
public sealed class ClaimDownload(JobResource job, string folder) : IDisposable
{
    private readonly ImageFormat _format = FrameFiles.FormatOf(job);
    private readonly BlobTransfer _transfer = new();

    /// <summary>Fetches every picture that there is, makes those that show a difference, and says how many.</summary>
    /// <exception cref="HeliostatException">A picture could not be fetched.</exception>
    public async Task<int> FetchAsync(IReadOnlyList<ClaimResource> claims, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var claim in claims)
        {
            var workers = await FetchAsync(claim, "worker", claim.Worker, cancellation);
            count += workers is null ? 0 : 1;
            var seen = new List<SeenPicture>();
            for (var i = 0; i < claim.Verifiers.Count; i++)
            {
                var who = string.Create(CultureInfo.InvariantCulture, $"verifier_{i + 1}");
                if (await FetchAsync(claim, who, claim.Verifiers[i].Picture, cancellation) is { } path)
                {
                    count++;
                    seen.Add(new SeenPicture(path, claim.Verifiers[i].Agrees));
                }
            }

            var accepted = claim.Area is null ? workers : await FrameOfAsync(claims, claim, cancellation);
            count += ClaimComparison.Write(Path.Combine(folder, PrefixOf(claim)), accepted, claim.Area, seen);
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _transfer.Dispose();

    /// <summary>
    /// The frame of which a region was claimed, as it was when both were claimed; null where it is gone.
    /// </summary>
    private async Task<string?> FrameOfAsync(
        IReadOnlyList<ClaimResource> claims, ClaimResource region, CancellationToken cancellation)
    {
        var frame = claims.FirstOrDefault(claim =>
            claim.Frame == region.Frame && claim.Area is null && claim.Number > region.Number);
        return frame is null ? null : await FetchAsync(frame, "worker", frame.Worker, cancellation);
    }

    private static string PrefixOf(ClaimResource claim)
    {
        var frame = Path.GetFileNameWithoutExtension(FrameFiles.NameOf(claim.Frame ?? claim.Unit, ImageFormat.Png));
        var region = claim.Region is { } number ? string.Create(CultureInfo.InvariantCulture, $"_region_{number}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"claim_{claim.Number}_{frame}{region}");
    }

    // The file of a region holds all that was rendered; a verifier's picture of one is there to be looked at.
    private string ExtensionOf(ClaimResource claim, string who) => claim.Area is null
        ? FrameFiles.ExtensionOf(_format)
        : FrameFiles.ExtensionOf(who == "worker" ? ImageFormat.Exr : ImageFormat.Png);

    private async Task<string?> FetchAsync(
        ClaimResource claim, string who, ClaimPicture picture, CancellationToken cancellation)
    {
        if (picture is not { File: { } file, FileUrl: { } url })
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        var name = $"{PrefixOf(claim)}_{who}.{ExtensionOf(claim, who)}";
        var path = Path.Combine(folder, name);
        try
        {
            await _transfer.DownloadToFile(
                file, path, _ => Task.FromResult<Uri?>(new Uri(url)), null, cancellation);
            return path;
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
