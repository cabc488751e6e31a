using System.Collections.Concurrent;

namespace Heliostat.Manager.Accounts;

/// <summary>
/// How fast one API key may ask: a bucket of requests for each, which fills again as time goes by. Only requests whose
/// signature is right take from it, so nobody empties another's.
/// </summary>
internal sealed class RateLimit(TimeProvider time, int requestsPerSecond)
{
    /// <summary>Seconds' worth of requests that a key may ask at once after a quiet time.</summary>
    public const int BurstSeconds = 10;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one request of a key's; else the whole seconds after which there is one again.</summary>
    public int? SecondsToWait(string publicKey)
    {
        if (requestsPerSecond == 0)
        {
            return null;
        }

        var now = time.GetTimestamp();
        var bucket = _buckets.GetOrAdd(publicKey, _ => new Bucket { At = now, Requests = Full });
        lock (bucket)
        {
            Fill(bucket, now);
            if (bucket.Requests >= 1)
            {
                bucket.Requests--;
                return null;
            }

            return (int)Math.Ceiling((1 - bucket.Requests) / requestsPerSecond);
        }
    }

    /// <summary>Lets go of the buckets that are full again.</summary>
    public void ForgetOld()
    {
        var now = time.GetTimestamp();
        foreach (var (key, bucket) in _buckets)
        {
            lock (bucket)
            {
                Fill(bucket, now);
                if (bucket.Requests >= Full)
                {
                    _buckets.TryRemove(key, out _);
                }
            }
        }
    }

    private double Full => (double)requestsPerSecond * BurstSeconds;

    private void Fill(Bucket bucket, long now)
    {
        var passed = time.GetElapsedTime(bucket.At, now).TotalSeconds;
        (bucket.At, bucket.Requests) = (now, Math.Min(Full, bucket.Requests + (passed * requestsPerSecond)));
    }

    private sealed class Bucket
    {
        public long At { get; set; }

        public double Requests { get; set; }
    }
}
