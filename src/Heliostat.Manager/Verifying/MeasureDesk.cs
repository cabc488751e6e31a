using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Verifying;

/// <summary>
/// Waits until every asked party has handed over its pixels, or for as long as is fair; then has them measured. What is
/// not here then counts as unlike.
/// </summary>
internal sealed class MeasureDesk(TimeProvider time, Action<OpenMeasure> complete) : IDisposable
{
    /// <summary>Seconds that the parties have; the rules' own limit is twice as long.</summary>
    public const int PatienceSeconds = 60;

    private readonly Lock _gate = new();
    private readonly Dictionary<(JobId Job, int Unit), (OpenMeasure Measure, ITimer Timer)> _open = [];

    public void Open(JudgeCase? judged)
    {
        if (judged is null)
        {
            return;
        }

        var measure = new OpenMeasure(judged);
        var key = (judged.Check.Run.Job, judged.Check.Unit);
        lock (_gate)
        {
            Forget(key);
            var timer = time.CreateTimer(
                _ => Complete(key), null, TimeSpan.FromSeconds(PatienceSeconds), Timeout.InfiniteTimeSpan);
            _open.Add(key, (measure, timer));
        }
    }

    public void Take(TilesHandedOver happened) => Take(happened.Check, measure => Put(measure, happened));

    /// <summary>A verifier said whether the delivered file is what it renders, for which a claim waits.</summary>
    public void Take(FileCompared happened) =>
        Take(happened.Check, measure => measure.Answered.Add(OpenMeasure.FileWord));

    public void Close(RunId run, int unit)
    {
        lock (_gate)
        {
            Forget((run.Job, unit));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var key in _open.Keys.ToList())
            {
                Forget(key);
            }
        }
    }

    private void Take(CheckId check, Action<OpenMeasure> put)
    {
        var key = (check.Run.Job, check.Unit);
        bool isComplete;
        lock (_gate)
        {
            if (!_open.TryGetValue(key, out var open))
            {
                return;
            }

            put(open.Measure);
            isComplete = open.Measure.Answered.Count >= open.Measure.AnswersWanted;
        }

        if (isComplete)
        {
            Complete(key);
        }
    }

    private static void Put(OpenMeasure measure, TilesHandedOver happened)
    {
        if (!happened.ByVerifier)
        {
            measure.Worker = happened.Tiles;
            measure.Answered.Add(nameof(OpenMeasure.Worker));
        }
        else if (happened.Check == measure.Case.Check)
        {
            measure.Verifier = happened.Tiles;
            measure.Answered.Add(nameof(OpenMeasure.Verifier));
        }
        else
        {
            measure.First = happened.Tiles;
            measure.Answered.Add(nameof(OpenMeasure.First));
        }
    }

    private void Complete((JobId Job, int Unit) key)
    {
        OpenMeasure? measure = null;
        lock (_gate)
        {
            if (_open.TryGetValue(key, out var open))
            {
                measure = open.Measure;
                Forget(key);
            }
        }

        if (measure is not null)
        {
            complete(measure);
        }
    }

    private void Forget((JobId Job, int Unit) key)
    {
        if (_open.Remove(key, out var open))
        {
            open.Timer.Dispose();
        }
    }
}
