namespace Heliostat.Client.Scenes;

/// <summary>Adds up what many uploads at a time have sent.</summary>
internal sealed class UploadCounter(Action<UploadProgress> report)
{
    private readonly Lock _lock = new();
    private UploadProgress _progress = new(0, 0, 0, 0);

    public void Expect(int files, long bytes) =>
        Change(p => p with { Files = p.Files + files, BytesToSend = p.BytesToSend + bytes });

    public void Finish(int files) => Change(p => p with { FilesDone = p.FilesDone + files });

    /// <summary>Takes in how many bytes of one more file have been sent so far.</summary>
    public IProgress<long> CountFile() => new FileCount(this);

    private void Change(Func<UploadProgress, UploadProgress> change)
    {
        lock (_lock)
        {
            _progress = change(_progress);
            report(_progress);
        }
    }

    private sealed class FileCount(UploadCounter counter) : IProgress<long>
    {
        private long _sent;

        // A transfer that begins anew may say less than it said before.
        public void Report(long value)
        {
            var more = value - Interlocked.Exchange(ref _sent, value);
            counter.Change(p => p with { BytesSent = p.BytesSent + more });
        }
    }
}
