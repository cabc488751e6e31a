using System.Collections.Concurrent;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Nodes;

/// <summary>Decides which blobs a node may have a URL for.</summary>
internal sealed class TransferDesk(JobRoster jobs, ManifestCheck manifests, IBlobStore store, BlobUrls urls)
{
    /// <summary>Bytes of one blob that a node hands over: 8 GiB.</summary>
    public const long UploadBytesMax = 8L * 1024 * 1024 * 1024;

    /// <summary>Manifests whose file lists are kept in memory.</summary>
    public const int ManifestsKeptMax = 256;

    private readonly ConcurrentDictionary<(AccountId, ContentHash), Task<IReadOnlySet<ContentHash>>> _inputs = new();

    /// <summary>The facts of jobs.</summary>
    public JobRoster Jobs => jobs;

    /// <summary>Leave to fetch a blob; null where the node may not, or there is none.</summary>
    public async Task<TransferGrant?> GrantDownloadAsync(
        JobFacts job, TransferRights rights, ContentHash hash, CancellationToken cancellation)
    {
        var isDelivered = rights.Delivered.Any(blob => blob.Hash == hash);
        if (!isDelivered && !(rights.MayFetchInputs && await IsInputAsync(job, hash)))
        {
            return null;
        }

        return await GrantAsync(job, hash, cancellation);
    }

    /// <summary>Leave to fetch the file of a unit that another one is made of; null where there is none.</summary>
    public Task<TransferGrant?> GrantPartAsync(JobFacts job, BlobName part, CancellationToken cancellation) =>
        GrantAsync(job, part.Hash, cancellation);

    private async Task<TransferGrant?> GrantAsync(JobFacts job, ContentHash hash, CancellationToken cancellation)
    {
        var key = new BlobKey(job.Account, hash);
        return await store.SizeOf(key, cancellation) is { } size
            ? new TransferGrant(new BlobName(hash, size), urls.Get(key, size))
            : null;
    }

    /// <summary>Leave to hand over a blob, charged to the job's account.</summary>
    public ValueTask<TransferGrant> GrantUploadAsync(JobFacts job, BlobName blob) =>
        urls.GrantUploadAsync(store, new BlobKey(job.Account, blob.Hash), blob.Bytes);

    private async Task<bool> IsInputAsync(JobFacts job, ContentHash hash)
    {
        if ((job.Spec.Blender?.Manifest ?? job.Spec.Container?.Input) is not { } list)
        {
            return false;
        }

        if (_inputs.Count > ManifestsKeptMax)
        {
            _inputs.Clear();
        }

        // Many nodes ask about a new job at once; its manifest is read once for all of them.
        var inputs = _inputs.GetOrAdd((job.Account, list), _ => ReadAsync(job));
        if (inputs.IsFaulted)
        {
            _inputs.TryRemove((job.Account, list), out _);
        }

        return (await inputs).Contains(hash);
    }

    private async Task<IReadOnlySet<ContentHash>> ReadAsync(JobFacts job) =>
        new HashSet<ContentHash>(await manifests.InputsOfAsync(job.Account, job.Spec, CancellationToken.None));
}
