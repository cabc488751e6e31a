using System.Collections.Concurrent;
using System.Globalization;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// Reads what Blender writes to its standard error: it goes on after what makes a picture wrong, says so only
/// there, and ends with success.
/// </summary>
internal sealed class SceneComplaints
{
    private const string AnsweredPrefix = "heliostat: answered ";
    private const int AnsweredSecondsMax = 2;

    private static readonly (string Words, RunFailure Failure)[] Telling =
    [
        ("Error in PyDriver", new RunFailure(FailureReasons.SceneUnsupported, FaultSide.Job,
            "A driver of the scene runs Python that is switched off here; use a simple expression, or bake it.")),
    ];

    private readonly ConcurrentDictionary<int, TaskCompletionSource> _answered = new();
    private volatile RunFailure? _failure;

    /// <summary>What makes this scene's pictures wrong, once it was said; it stays so for every later frame.</summary>
    public RunFailure? Failure => _failure;

    /// <summary>Takes one line.</summary>
    public void Read(string line)
    {
        if (line.StartsWith(AnsweredPrefix, StringComparison.Ordinal)
            && int.TryParse(
                line[AnsweredPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            Mark(number).TrySetResult();
            return;
        }

        foreach (var (words, failure) in Telling)
        {
            if (_failure is null && line.Contains(words, StringComparison.Ordinal))
            {
                _failure = failure;
            }
        }
    }

    /// <summary>Waits until the lines that came before an answer have been read.</summary>
    public async Task CatchUpAsync(int number)
    {
        var patience = Task.Delay(TimeSpan.FromSeconds(AnsweredSecondsMax));
        await Task.WhenAny(Mark(number).Task, patience).ConfigureAwait(false);
        _answered.TryRemove(number, out _);
    }

    private TaskCompletionSource Mark(int number) =>
        _answered.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
