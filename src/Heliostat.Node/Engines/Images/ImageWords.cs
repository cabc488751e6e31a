using System.Text.Json.Serialization;

namespace Heliostat.Node.Engines.Images;

/// <summary>What the engine says of an image that it has.</summary>
/// <param name="Id">The engine's name for it, by its content.</param>
/// <param name="Size">Bytes on the disk.</param>
/// <param name="RepoTags">The names that it has here.</param>
/// <param name="RepoDigests">The names by content that it has at registries.</param>
/// <param name="Config">What it wants of its containers.</param>
internal sealed record ImageWords(
    string? Id,
    long Size,
    IReadOnlyList<string>? RepoTags,
    IReadOnlyList<string>? RepoDigests,
    ImageWishes? Config)
{
    /// <summary>The places where it wants room that can be written and has no end.</summary>
    public IEnumerable<string> VolumePlaces => Config?.Volumes?.Keys ?? [];
}

/// <summary>What an image wants of its containers, as far as it is read here.</summary>
internal sealed record ImageWishes(IReadOnlyDictionary<string, EmptyWords>? Volumes)
{
    /// <summary>Whom its program wants to run as: a name or a number, and perhaps a group; or nothing.</summary>
    public string? User { get; init; }
}

/// <summary>An object that says nothing.</summary>
internal sealed record EmptyWords;

/// <summary>A login as the engine takes it.</summary>
internal sealed record RegistryWords(
    [property: JsonPropertyName("username")] string User,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("serveraddress")] string Registry);

/// <summary>One line of a pull.</summary>
internal sealed record PullLine(string? Id, string? Status, PullCount? ProgressDetail, string? Error);

/// <summary>How far a layer is.</summary>
internal sealed record PullCount(long Current, long Total);
