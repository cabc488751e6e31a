using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Jobs;

/// <summary>
/// What a docker job asks for, as far as rules read it. Image, environment, keys and ports are sealed; the journal
/// holds their hash.
/// </summary>
/// <param name="Count">How many times it runs, each with an index of its own: 1 to 100,000; 1 if PERSISTENT.</param>
/// <param name="ParametersHash">
/// The SHA-256 of the job's salt, a line feed and the parameters' canonical JSON: without the salt, who reads the
/// journal could try passwords against it.
/// </param>
/// <param name="Input">The list of the files at <c>/input</c>, a <see cref="FolderManifest"/>; null for none.</param>
public sealed record ContainerSettings(int Count, ContentHash ParametersHash, ContentHash? Input)
{
    /// <summary>Runs that one job may ask for.</summary>
    public const int CountMax = 100_000;

    /// <summary>The environment variable that tells a container its index, 0 upward.</summary>
    public const string IndexVariable = "HELIOSTAT_INDEX";

    /// <summary>Where a container finds its files.</summary>
    public const string InputFolder = "/input";

    /// <summary>Where a container leaves what comes back.</summary>
    public const string OutputFolder = "/output";
}
