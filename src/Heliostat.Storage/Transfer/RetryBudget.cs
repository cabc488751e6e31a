namespace Heliostat.Storage.Transfer;

/// <summary>How often a transfer may fail in a row before it is given up, and how long it waits in between.</summary>
internal sealed class RetryBudget
{
    public const int FailuresInARowMax = 8;

    private const int WaitMillisecondsMin = 200;
    private const int WaitMillisecondsMax = 10_000;

    private int _failures;

    /// <summary>Bytes moved: what failed before counts no more.</summary>
    public void Progress() => _failures = 0;

    /// <summary>Waits before the next attempt, each time twice as long.</summary>
    /// <exception cref="BlobTransferException">It failed too often.</exception>
    public async Task Wait(string reason, Exception? cause, CancellationToken cancel)
    {
        if (++_failures >= FailuresInARowMax)
        {
            throw new BlobTransferException(
                "transfer-failed",
                $"The transfer failed {FailuresInARowMax} times in a row ({reason}). Check the network and try again.",
                cause);
        }

        await Task.Delay(Math.Min(WaitMillisecondsMin << (_failures - 1), WaitMillisecondsMax), cancel);
    }
}
