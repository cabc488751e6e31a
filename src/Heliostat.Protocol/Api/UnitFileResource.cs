namespace Heliostat.Protocol.Api;

/// <summary>
/// A file that a container left at /output, as <c>GET /v1/jobs/{uuid}/units/{unit}/files</c> lists it.
/// </summary>
public sealed record UnitFileResource
{
    /// <summary>Where it lay below /output.</summary>
    public required string Path { get; init; }

    /// <summary>The SHA-256 of its bytes, and their number.</summary>
    public required string Hash { get; init; }

    /// <inheritdoc cref="Hash"/>
    public required long Bytes { get; init; }

    /// <summary>Whether it may be run.</summary>
    public bool Executable { get; init; }

    /// <summary>A signed URL for it, good for 15 minutes.</summary>
    public required string Url { get; init; }
}
