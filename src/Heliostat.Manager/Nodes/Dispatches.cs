using Heliostat.Core;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Manager.Containers;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Verifying;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>Makes the messages that give nodes their work, from the books. Asked on the loop's thread.</summary>
internal static class Dispatches
{
    private const long BytesPerGb = 1L << 30;

    public static JobDispatch OfRun(RunLeased leased, JobFacts job) =>
        OfRun(leased.Run, leased.Only ?? [.. Enumerable.Range(leased.First, leased.Count)], job, leased.Allotted);

    /// <summary>The units that a live run still owes, for a node that has lost the message.</summary>
    public static JobDispatch? OfRun(Network network, RunId run, JobFacts job)
    {
        var known = network.Jobs.Find(run.Job);
        return known?.FindTask(run.Task) is { IsLive: true } task && task.Attempt == run.Attempt
            ? OfRun(run, task.UnitsIn(UnitState.Owed, known.DoesFailedLast), job, task.Allotted)
            : null;
    }

    public static CheckDispatch OfCheck(UnitCheck unit, JobFacts job) => new(
        unit.Id,
        job.WireType,
        unit.Tiles,
        job.Spec.Limits.MaxTimeoutRunMs,
        null,
        job.Spec.Blender,
        job.Spec.Needs.MinRamGb * BytesPerGb)
    {
        WithPicture = unit.Claim is not null,
    };

    public static FileCheck? OfFile(UnitCheck unit) =>
        unit is { Method: CheckMethod.Tiles, Bound: null, File: { } file }
        && unit.State is not (CheckState.Wanted or CheckState.Drawn)
            ? new FileCheck(unit.Id, file, unit.Checked, unit.Commitment)
            : null;

    /// <summary>What each party of a dispute is asked for.</summary>
    public static IEnumerable<(NodeId Node, TilesWanted Message)> OfDispute(UnitCheck unit)
    {
        if (unit.State != CheckState.Measuring)
        {
            yield break;
        }

        yield return (unit.Worker, new TilesWanted(unit.Id, FromVerifier: false, unit.Disputed));
        yield return (unit.Verifier!.Value, new TilesWanted(
            unit.Id, FromVerifier: true, AskedTiles.OfVerifier(unit.Disputed, unit.First?.Tiles ?? [])));
        if (unit.First is { Tiles.Count: > 0 } first)
        {
            yield return (first.Verifier, new TilesWanted(first.Check, FromVerifier: true, first.Tiles));
        }
    }

    /// <summary>Puts a job's payload, or its container's parameters, into its message.</summary>
    public static ManagerMessage WithPayload(ManagerMessage message, JobParticulars? particulars) => message switch
    {
        JobDispatch { Container: { } container } run => run with
        {
            Container = container with
            {
                Parameters = particulars is null ? null : ContainerReading.Unseal(particulars.Parameters),
            },
        },
        JobDispatch run => run with { Payload = particulars?.Payload },
        CheckDispatch check => check with { Payload = particulars?.Payload },
        _ => message,
    };

    private static JobDispatch OfRun(RunId run, IReadOnlyList<int> units, JobFacts job, Allotment? allotted)
    {
        var (spec, ramBytes) = (job.Spec, job.Spec.Needs.MinRamGb * BytesPerGb);
        return new JobDispatch(
            run, job.WireType, units, spec.Limits.MaxTimeoutRunMs, null, spec.Blender, ramBytes)
        {
            Container = spec.Container is null || allotted is null ? null : OfContainer(spec, allotted),
        };
    }

    private static ContainerDispatch OfContainer(JobSpec spec, Allotment allotted) => new(
        spec.Kind,
        allotted.CpuMillis,
        allotted.Gpus ?? [],
        allotted.DiskBytes,
        spec.Limits.MaxTimeoutStartMs ?? JobLimits.ContainerTimeoutMsDefault);
}
