using Heliostat.Core;

namespace Heliostat.Manager.Loop;

/// <summary>A question about the books and the promise of its answer.</summary>
internal abstract class Question
{
    public abstract void Answer(Network network);

    public abstract void Fail(Exception error);
}

/// <summary>A question that is answered with a value.</summary>
internal sealed class Question<T>(Func<Network, T> ask) : Question
{
    private readonly TaskCompletionSource<T> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _promise.Task;

    public override void Answer(Network network)
    {
        try
        {
            _promise.SetResult(ask(network));
        }
        catch (Exception error)
        {
            _promise.SetException(error);
        }
    }

    public override void Fail(Exception error) => _promise.TrySetException(error);
}
