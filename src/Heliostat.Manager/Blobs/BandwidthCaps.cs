using System.Collections.Concurrent;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Blobs;

/// <summary>
/// How fast each account's blobs go in and out: all its connections share one pace, so that nobody takes the whole
/// line.
/// </summary>
/// <param name="uploadBytesPerSecond">Bytes a second that an account may send; 0 for no cap.</param>
/// <param name="downloadBytesPerSecond">Bytes a second that are sent for an account; 0 for no cap.</param>
/// <param name="time">By what seconds are measured.</param>
public sealed class BandwidthCaps(long uploadBytesPerSecond, long downloadBytesPerSecond, TimeProvider time)
{
    /// <summary>The slowest pace that may be asked for: below it transfers look as if they had stopped.</summary>
    public const long BytesPerSecondMin = 10_000;

    private readonly ConcurrentDictionary<AccountId, SharedRate> _uploads = new();
    private readonly ConcurrentDictionary<AccountId, SharedRate> _downloads = new();

    /// <summary>No caps.</summary>
    public static BandwidthCaps None { get; } = new(0, 0, TimeProvider.System);

    /// <summary>What an account sends, at its pace.</summary>
    public Stream Upload(AccountId account, Stream content) => Cap(_uploads, account, uploadBytesPerSecond, content);

    /// <summary>What is sent for an account, at its pace.</summary>
    public Stream Download(AccountId account, Stream content) =>
        Cap(_downloads, account, downloadBytesPerSecond, content);

    private Stream Cap(
        ConcurrentDictionary<AccountId, SharedRate> rates, AccountId account, long bytesPerSecond, Stream content) =>
        bytesPerSecond == 0
            ? content
            : new PacedStream(content, rates.GetOrAdd(account, _ => new SharedRate(bytesPerSecond, time)));
}
