using System.Threading.Channels;

namespace Heliostat.Manager.Vault;

/// <summary>Seals what many requests bring with as few waits for the disk as can be.</summary>
internal sealed class SealQueue : IAsyncDisposable
{
    /// <summary>Values that one wait for the disk makes durable.</summary>
    public const int ValuesPerWriteMax = 1_000;

    /// <summary>Requests that may wait; over it they wait to be let in.</summary>
    public const int WaitingMax = 10_000;

    private readonly SecretVault _vault;
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private readonly Task _work;

    public SealQueue(SecretVault vault)
    {
        _vault = vault;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Seals values, all or none; durable when this ends.</summary>
    public async Task SealAsync(IReadOnlyList<SealedValue> values)
    {
        var waiting = new Waiting(values, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(waiting);
        await waiting.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _work;
    }

    private async Task WorkAsync()
    {
        var batch = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var count = 0;
            while (count < ValuesPerWriteMax && _waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
                count += next.Values.Count;
            }

            Seal(batch);
            batch.Clear();
        }
    }

    private void Seal(List<Waiting> batch)
    {
        try
        {
            _vault.SealMany([.. batch.SelectMany(waiting => waiting.Values)]);
            batch.ForEach(waiting => waiting.Done.SetResult());
        }
        catch (Exception error)
        {
            // Whoever waits gets to know; the next batch may go better.
            batch.ForEach(waiting => waiting.Done.SetException(error));
        }
    }

    private sealed record Waiting(IReadOnlyList<SealedValue> Values, TaskCompletionSource Done);
}
