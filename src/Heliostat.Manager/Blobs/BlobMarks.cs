using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Blobs;

/// <summary>Dates every blob that somebody still needs as used now, so that a sweep leaves it where it is.</summary>
internal sealed class BlobMarks(ManagerLoop loop, ViewReads reads, IBlobStore store)
{
    private readonly ManifestCheck _manifests = new(store);

    /// <summary>
    /// Marks what open checks, jobs in the books, and results of jobs that are not final, or are so only since then,
    /// need; false where the views are too far behind to know.
    /// </summary>
    public async Task<bool> MarkAsync(long finalSinceMs, CancellationToken cancellation)
    {
        // Checks come before jobs: a verdict moves what it is about from the one to the other.
        foreach (var (account, hashes) in await loop.AskAsync(NeededByChecks))
        {
            await TouchAsync(account, hashes, cancellation);
        }

        await MarkJobsAsync(cancellation);
        if (!await reads.CatchUpAsync(cancellation))
        {
            return false;
        }

        await MarkResultsAsync(finalSinceMs, cancellation);
        return true;
    }

    private static List<(AccountId Account, IReadOnlyList<ContentHash> Hashes)> NeededByChecks(Network network)
    {
        var needed = new List<(AccountId, IReadOnlyList<ContentHash>)>();
        foreach (var unit in network.Checks.All)
        {
            if (network.Jobs.Find(unit.Run.Job) is { } job)
            {
                needed.Add((job.Account, NeededBlobs.Of(unit)));
            }
        }

        return needed;
    }

    private async Task MarkJobsAsync(CancellationToken cancellation)
    {
        var lists = new HashSet<BlobKey>();
        foreach (var id in await loop.AskAsync(network => network.Jobs.All.Select(job => job.Id).ToList()))
        {
            // One question for each job: between two of them the loop goes on with its work.
            var (account, spec, hashes) = await loop.AskAsync(network => network.Jobs.Find(id) is { } job
                ? (job.Account, job.Spec, NeededBlobs.Of(job))
                : default);
            await TouchAsync(account, hashes ?? [], cancellation);
            if ((spec?.Blender?.Manifest ?? spec?.Container?.Input) is { } list
                && lists.Add(new BlobKey(account, list)))
            {
                await TouchAsync(
                    account, await _manifests.InputsOfAsync(account, spec!, cancellation), cancellation);
            }
        }
    }

    private async Task MarkResultsAsync(long finalSinceMs, CancellationToken cancellation)
    {
        (long, int) after = (-1, -1);
        while (reads.Views.ListKeptFiles(finalSinceMs, after) is { Count: > 0 } files)
        {
            after = files[^1].Place;
            foreach (var file in files)
            {
                IReadOnlyList<ContentHash> kept = file.IsFolder
                    ? await _manifests.FilesOfAsync(file.Account, file.Hash, cancellation)
                    : [file.Hash];
                await TouchAsync(file.Account, kept, cancellation);
            }
        }

        foreach (var (account, claim) in reads.Views.ListKeptClaims(finalSinceMs))
        {
            BlobName?[] pictures = [claim.File, .. claim.Voices.Select(voice => voice.Picture)];
            await TouchAsync(account, pictures.OfType<BlobName>().Select(picture => picture.Hash), cancellation);
        }
    }

    private async Task TouchAsync(AccountId account, IEnumerable<ContentHash> hashes, CancellationToken cancellation)
    {
        foreach (var hash in hashes)
        {
            await store.Touch(new BlobKey(account, hash), cancellation);
        }
    }
}
