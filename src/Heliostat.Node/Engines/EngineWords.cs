namespace Heliostat.Node.Engines;

/// <summary>The words of the engine's API that belong to no one subject.</summary>
internal static class EngineWords
{
    /// <summary>The header of a ping's answer that names the newest API that the engine speaks.</summary>
    public const string ApiVersionHeader = "Api-Version";

    /// <summary>Each label of this node begins so.</summary>
    public const string LabelPrefix = "heliostat.";
}

/// <summary>How an engine refuses.</summary>
/// <param name="Message">Its words.</param>
/// <param name="Cause">Podman's shorter words.</param>
internal sealed record EngineRefusal(string? Message, string? Cause);

/// <summary>The answer of <c>/version</c>.</summary>
internal sealed record VersionAnswer(string? Version, string? ApiVersion, IReadOnlyList<VersionComponent>? Components);

/// <summary>A part of an engine, by its name.</summary>
internal sealed record VersionComponent(string? Name);

/// <summary>What of the answer of <c>/info</c> is read here.</summary>
internal sealed record SystemAnswer(
    IReadOnlyList<string>? SecurityOptions,
    string? CgroupVersion,
    bool MemoryLimit,
    bool PidsLimit,
    string? DockerRootDir);

/// <summary>The answer to what was created.</summary>
internal sealed record CreatedAnswer(string? Id, IReadOnlyList<string>? Warnings);
