using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Jobs;

/// <summary>What a plugin job asks for. The payload itself is sealed; the journal holds its hash.</summary>
/// <param name="JobType">The plugin's job type, such as <c>echo</c>: 1 to 100 characters.</param>
/// <param name="Count">How many times it runs, 1 to 1,000,000.</param>
/// <param name="PayloadHash">The SHA-256 of the payload's canonical JSON.</param>
public sealed record PluginSettings(string JobType, int Count, ContentHash PayloadHash)
{
    /// <summary>Runs that one job may ask for.</summary>
    public const int CountMax = 1_000_000;

    /// <summary>Bytes of canonical JSON that a payload may have.</summary>
    public const int PayloadBytesMax = 64 * 1024;

    /// <summary>Characters that a job type may have.</summary>
    public const int JobTypeLengthMax = 100;

    /// <summary>The plugin that gives back its payload.</summary>
    public const string Echo = "echo";

    /// <summary>The plugin that counts primes with a sieve.</summary>
    public const string CpuBenchmark = "cpu_benchmark";
}
