using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Api;

/// <summary>
/// The parameters of a docker job, with the names of the Dispersed API where it has one. All of them are sealed.
/// </summary>
public sealed record ContainerParameters
{
    /// <summary>
    /// The image's name, such as <c>debian</c> or <c>otoy/dispersed-base</c>; with its registry before it where
    /// <see cref="Host"/> is left out, such as <c>registry.example:5000/team/tool</c>.
    /// </summary>
    public required string Image { get; init; }

    /// <summary>Its tag, or a digest such as <c>sha256:…</c>; <c>latest</c> when left out.</summary>
    public string? Tag { get; init; }

    /// <summary>The registry, such as <c>registry.example:5000</c>; the engine's own when left out.</summary>
    public string? Host { get; init; }

    /// <summary>Who logs in to the registry; nobody when left out.</summary>
    public string? User { get; init; }

    /// <summary>The password or token for it.</summary>
    public string? Secret { get; init; }

    /// <summary>Where images come from: <c>registry</c>, the only one, when left out.</summary>
    public string? Imagesrc { get; init; }

    /// <summary>The program and its arguments; the image's own when left out or empty.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Ports that can be reached, such as 22 or 8888; none when left out.</summary>
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>A public SSH key, given to the container as <c>HELIOSTAT_SSH_KEY</c>.</summary>
    public string? Sshkey { get; init; }

    /// <summary>Addresses or blocks such as <c>203.0.113.0/24</c> that may use its ports; all if left out.</summary>
    public IReadOnlyList<string>? AllowedIps { get; init; }

    /// <summary>Images whose files are mounted.</summary>
    public IReadOnlyList<VolumeParameters>? Volumes { get; init; }

    /// <summary>How far it reaches; <c>none</c> when left out.</summary>
    public ContainerNetwork? Network { get; init; }

    /// <summary>How many times a BATCH job runs; 1 when left out.</summary>
    public int? Count { get; init; }

    /// <summary>The list of the files at /input, a <see cref="FolderManifest"/> uploaded before; or none.</summary>
    public ContentHash? Input { get; init; }
}

/// <summary>An image whose files a container sees at a place of its own.</summary>
public sealed record VolumeParameters
{
    /// <summary>The image's name.</summary>
    public required string Image { get; init; }

    /// <summary>Where its files are shown, read-only.</summary>
    public required string Mount { get; init; }

    /// <inheritdoc cref="ContainerParameters.Host"/>
    public string? Registry { get; init; }

    /// <inheritdoc cref="ContainerParameters.Tag"/>
    public string? Tag { get; init; }

    /// <inheritdoc cref="ContainerParameters.User"/>
    public string? User { get; init; }

    /// <inheritdoc cref="ContainerParameters.Secret"/>
    public string? Secret { get; init; }
}
