using System.Runtime.InteropServices;
using System.Text.Json;
using Heliostat.Core;
using Heliostat.Manager.Containers;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Nodes;

/// <summary>
/// What the host checks of a report before the rules believe it: that the blobs it names are in the store with the
/// sizes it says, and that a result is what its hash says.
/// </summary>
internal sealed class Belief(ManagerLoop loop, JobRoster jobs, IBlobStore store)
{
    private readonly FolderCheck _folders = new(store);

    /// <summary>The messages that are not to be believed, and why; null when all are.</summary>
    public async ValueTask<IReadOnlyList<MessageRefusal>?> JudgeAsync(NodeId node, NodeEnvelope envelope)
    {
        List<MessageRefusal>? unbelieved = null;
        for (var i = 0; i < envelope.Messages.Count; i++)
        {
            if (await WhyNotAsync(node, envelope.Messages[i]) is { } reason)
            {
                (unbelieved ??= []).Add(new MessageRefusal(i, reason.Code, reason.Reason));
            }
        }

        return unbelieved;
    }

    private ValueTask<Refusal?> WhyNotAsync(NodeId node, NodeMessage message) => message switch
    {
        JobResult { File: null, Checked: null } said => new(WhyNotResult(said)),
        JobResult said => WhyNotAsync(node, said),
        CheckResult { Commitment: { } list } said => WhyNotAsync(node, said, list),
        TilesReady { Tiles: { } tiles } said => WhyNotAsync(node, said.Check.Run, [tiles]),
        _ => default,
    };

    private Refusal? WhyNotResult(JobResult said)
    {
        if (said.Result is { } result && JsonMarshal.GetRawUtf8Value(result).Length > JobResult.ResultBytesMax)
        {
            return new Refusal("result-too-large", $"A result has at most {JobResult.ResultBytesMax} bytes of JSON.");
        }

        // An echo sends the hash only, and the rules know what it must be.
        if (jobs.Find(said.Run.Job)?.Spec.Plugin is not { JobType: not PluginSettings.Echo })
        {
            return null;
        }

        return said.Result is { } shown && IsHashOf(shown, said.Commitment)
            ? null
            : new Refusal("result-differs", "A result comes with the hash of its canonical JSON.");
    }

    private static bool IsHashOf(JsonElement result, ContentHash commitment) =>
        CanonicalJson.TryWrite(result, CanonicalForm.Plain, out var canonical, out _)
        && ContentHash.Of(canonical) == commitment;

    private async ValueTask<Refusal?> WhyNotAsync(NodeId node, JobResult said)
    {
        if (jobs.Find(said.Run.Job) is { Spec.Container: not null } job)
        {
            return WhyNotResult(said) ?? await WhyNotOutputAsync(node, said, job);
        }

        if (said.Result is not null)
        {
            return new Refusal("result-strange", "A frame is reported by its file, without a result.");
        }

        List<BlobName> blobs = [];
        blobs.AddRange(said.File is { } file ? [file] : []);
        blobs.AddRange(said.Checked is { } pixels ? [pixels] : []);
        return await WhyNotAsync(node, said.Run, said.Unit, said.Commitment)
            ?? await WhyNotAsync(node, said.Run, blobs);
    }

    private async ValueTask<Refusal?> WhyNotOutputAsync(NodeId node, JobResult said, JobFacts job)
    {
        if (said.File is not { } list)
        {
            return null;
        }

        if (await WhyNotAsync(node, said.Run, [list]) is { } missing)
        {
            return missing;
        }

        // Who has no right to speak of the run gets the rules' refusal, and learns nothing of the account's blobs.
        return await loop.AskAsync(network => TransferRights.Of(network, node, said.Run).MayUpload)
            ? await _folders.CheckOutputAsync(job.Account, list.Hash)
            : null;
    }

    private async ValueTask<Refusal?> WhyNotAsync(NodeId node, CheckResult said, ContentHash list) =>
        await WhyNotAsync(node, said.Check.Run, said.Check.Unit, list)
        ?? (said.Picture is { } picture ? await WhyNotAsync(node, said.Check.Run, [picture]) : null);

    // Only of a picture there is a list of tiles; a unit that is none is the rules' to refuse.
    private async ValueTask<Refusal?> WhyNotAsync(NodeId node, RunId run, int unit, ContentHash list) =>
        jobs.Find(run.Job) is { Plan: var plan } && unit >= 0 && unit < plan.Count && plan.GridOf(unit) is { } grid
            ? await WhyNotAsync(node, run, [new BlobName(list, (long)grid.Count * ContentHash.Size)])
            : null;

    private async ValueTask<Refusal?> WhyNotAsync(NodeId node, RunId run, IReadOnlyList<BlobName> blobs)
    {
        // Who has no right to speak of the run gets the rules' refusal, and learns nothing of the account's blobs.
        if (jobs.Find(run.Job) is not { } job
            || !await loop.AskAsync(network => TransferRights.Of(network, node, run).MayUpload))
        {
            return null;
        }

        foreach (var blob in blobs)
        {
            if (await store.Touch(new BlobKey(job.Account, blob.Hash)) != blob.Bytes)
            {
                return new Refusal("blob-missing", "Upload what a report names before the report, in its exact size.");
            }
        }

        return null;
    }
}
