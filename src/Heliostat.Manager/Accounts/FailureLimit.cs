using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Heliostat.Manager.Accounts;

/// <summary>Counts failed signatures and tokens by address, so that nobody can try for long.</summary>
internal sealed class FailureLimit(TimeProvider time)
{
    /// <summary>Failures from one address within a minute, after which it is put off.</summary>
    public const int FailuresPerMinuteMax = 60;

    /// <summary>Seconds for which failures count.</summary>
    public const int WindowSeconds = 60;

    /// <summary>Addresses that are counted at once; over it the oldest counts go.</summary>
    public const int AddressesMax = 100_000;

    // Whoever has one IPv6 address has the /64 that it lies in.
    private const int Ipv6PrefixBytes = 8;

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    public bool IsOver(IPAddress? address) =>
        _counts.TryGetValue(NameOf(address), out var count)
        && count.Failures >= FailuresPerMinuteMax
        && time.GetElapsedTime(count.Since).TotalSeconds < WindowSeconds;

    public void Add(IPAddress? address)
    {
        if (_counts.Count >= AddressesMax)
        {
            ForgetOld();
        }

        var now = time.GetTimestamp();
        _counts.AddOrUpdate(
            NameOf(address),
            static (_, now) => new Count(now, 1),
            (_, count, now) => time.GetElapsedTime(count.Since, now).TotalSeconds >= WindowSeconds
                ? new Count(now, 1)
                : count with { Failures = count.Failures + 1 },
            now);
    }

    /// <summary>Lets go of counts whose minute is over.</summary>
    public void ForgetOld()
    {
        foreach (var (name, count) in _counts)
        {
            if (time.GetElapsedTime(count.Since).TotalSeconds >= WindowSeconds)
            {
                _counts.TryRemove(new KeyValuePair<string, Count>(name, count));
            }
        }
    }

    private static string NameOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? plain.ToString()
            : Convert.ToHexString(plain.GetAddressBytes().AsSpan(0, Ipv6PrefixBytes));
    }

    private sealed record Count(long Since, int Failures);
}
