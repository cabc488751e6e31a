using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Heliostat.Node.Runners.Plugins.BuiltIn;

/// <summary>
/// Counts the primes up to <c>limit</c> with the sieve of Eratosthenes. The result holds no duration, so that two
/// honest
/// nodes give the same.
/// </summary>
internal sealed class CpuBenchmarkPlugin : IBuiltInPlugin
{
    /// <summary>The limit where the payload names none.</summary>
    public const int LimitDefault = 100_000;

    /// <summary>The highest limit.</summary>
    public const int LimitMax = 10_000_000;

    private const int LimitMin = 2;

    public void Run(ReadOnlySpan<byte> payload, IBufferWriter<byte> result)
    {
        var limit = ReadLimit(payload);
        var text = string.Create(
            CultureInfo.InvariantCulture, $$"""{"limit":{{limit}},"primes_found":{{CountPrimes(limit)}}}""");
        Encoding.ASCII.GetBytes(text, result);
    }

    /// <summary>How many primes there are up to and with <paramref name="limit"/>.</summary>
    public static int CountPrimes(int limit)
    {
        // Index i stands for the odd number 2i + 1; 2 itself is counted in place of 1.
        var isComposite = new bool[(limit + 1) / 2];
        var count = limit >= LimitMin ? 1 : 0;
        for (var i = 1; i < isComposite.Length; i++)
        {
            if (isComposite[i])
            {
                continue;
            }

            count++;
            var prime = (2L * i) + 1;
            for (var multiple = prime * prime; multiple <= limit; multiple += 2 * prime)
            {
                isComposite[multiple / 2] = true;
            }
        }

        return count;
    }

    private static int ReadLimit(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Null)
        {
            return LimitDefault;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The payload of cpu_benchmark is an object such as {\"limit\":100000}.");
        }

        if (!root.TryGetProperty("limit", out var given))
        {
            return LimitDefault;
        }

        return given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var limit)
            && limit is >= LimitMin and <= LimitMax
                ? limit
                : throw new JsonException(
                    $"The limit of cpu_benchmark is a whole number from {LimitMin} to {LimitMax}.");
    }
}
