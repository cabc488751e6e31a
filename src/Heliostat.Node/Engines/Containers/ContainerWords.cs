using System.Text.Json.Serialization;

namespace Heliostat.Node.Engines.Containers;

/// <summary>The words of the engine's API about containers.</summary>
internal static class ContainerWords
{
    /// <summary>The state of a container that was started and has not ended.</summary>
    public const string Running = "running";

    /// <summary>The event that memory was all used.</summary>
    public const string OutOfMemory = "oom";

    /// <summary>A mount that is a folder of the engine's own.</summary>
    public const string Volume = "volume";
}

/// <summary>What of the answer to an inspection is read.</summary>
internal sealed record InspectWords(StateWords? State, IReadOnlyList<MountWords>? Mounts);

/// <summary>Something that a container sees from outside.</summary>
internal sealed record MountWords(string? Type, string? Destination);

/// <summary>How a container is.</summary>
internal sealed record StateWords(string? Status, bool Running, bool OOMKilled, int Pid, int ExitCode, string? Error);

/// <summary>The answer of a wait.</summary>
internal sealed record WaitWords(int StatusCode);

/// <summary>One container in a list.</summary>
internal sealed record SummaryWords(
    string Id, IReadOnlyList<string>? Names, string? State, IReadOnlyDictionary<string, string>? Labels);

/// <summary>What a container uses.</summary>
internal sealed record UseWords(
    [property: JsonPropertyName("memory_stats")] MemoryWords? Memory,
    [property: JsonPropertyName("cpu_stats")] CpuWords? Cpu,
    [property: JsonPropertyName("pids_stats")] ProcessWords? Processes);

/// <summary>Bytes of memory.</summary>
internal sealed record MemoryWords(
    [property: JsonPropertyName("usage")] long Usage, [property: JsonPropertyName("max_usage")] long Peak);

/// <summary>CPU time.</summary>
internal sealed record CpuWords([property: JsonPropertyName("cpu_usage")] CpuTimeWords? Usage);

/// <summary>CPU time in nanoseconds.</summary>
internal sealed record CpuTimeWords([property: JsonPropertyName("total_usage")] long Total);

/// <summary>The number of processes and threads.</summary>
internal sealed record ProcessWords([property: JsonPropertyName("current")] long Current);

/// <summary>One line of the stream of events.</summary>
internal sealed record EventWords(string? Action, ActorWords? Actor);

/// <summary>What an event happened to.</summary>
internal sealed record ActorWords([property: JsonPropertyName("ID")] string? Id);
