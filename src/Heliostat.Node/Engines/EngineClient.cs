using System.Globalization;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Networks;

namespace Heliostat.Node.Engines;

/// <summary>
/// A client of the Docker Engine API over its Unix socket: the door to containers. Podman's service speaks the same.
/// </summary>
internal sealed class EngineClient : IDisposable
{
    // The newest version of the API whose words this client was written for.
    private static readonly Version ApiNewest = new(1, 47);
    private static readonly Version ApiOldest = new(1, 41);

    private readonly EngineConnection _connection;

    private EngineClient(EngineConnection connection, EngineDescription description)
    {
        (_connection, Description) = (connection, description);
        Images = new EngineImages(connection);
        Containers = new EngineContainers(connection, Images, description.Kind);
        Networks = new EngineNetworks(connection);
    }

    /// <summary>What the engine said of itself when it was connected to.</summary>
    public EngineDescription Description { get; }

    public EngineImages Images { get; }

    public EngineContainers Containers { get; }

    public EngineNetworks Networks { get; }

    /// <summary>How long the engine may take.</summary>
    public EngineLimits Limits => _connection.Limits;

    /// <summary>Asks the engine at a socket who it is, and agrees with it on a version of the API.</summary>
    /// <exception cref="EngineException">Nobody answers there, or one who is too old.</exception>
    public static async Task<EngineClient> ConnectAsync(
        string socketPath, EngineLimits limits, CancellationToken cancellation = default)
    {
        var connection = new EngineConnection(socketPath, limits);
        try
        {
            var version = await connection.AskAsync(
                EngineRequest.Get("version"), EngineJson.Default.VersionAnswer, cancellation).ConfigureAwait(false);
            var api = Agree(version.ApiVersion);
            connection.Prefix = $"v{api}/";
            var system = await connection.AskAsync(
                EngineRequest.Get("info"), EngineJson.Default.SystemAnswer, cancellation).ConfigureAwait(false);
            return new EngineClient(connection, Describe(version, api, system));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Looks whether the engine lives.</summary>
    public Task PingAsync(CancellationToken cancellation = default) => _connection.DoAsync(
        EngineRequest.Get("_ping") with { SecondsMax = Limits.BeatAnswerSecondsMax }, cancellation);

    /// <summary>
    /// What happens to containers from now on, such as <c>die</c> and <c>oom</c>, until the caller stops or the engine
    /// goes away or no longer answers.
    /// </summary>
    public async IAsyncEnumerable<ContainerEvent> FollowEventsAsync(
        IReadOnlyList<string> labels,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var filter = EngineRequest.Filter(new() { ["type"] = ["container"], ["label"] = [.. labels] });
        var request = EngineRequest.Get($"events?filters={filter}") with { SecondsMax = Limits.WaitSecondsMax };
        await using var heart = new EngineHeart(_connection, cancellation);
        await using var stream = await heart.GuardAsync(ended =>
            _connection.OpenAsync(request, silenceSecondsMax: null, ended)).ConfigureAwait(false);
        var lines = new Sandbox.LineReader(stream, Limits.LineBytesMax);
        while (await heart.GuardAsync(lines.ReadLineAsync).ConfigureAwait(false) is { } line)
        {
            if (ContainerEvent.Read(line) is { } told)
            {
                yield return told;
            }
        }

        throw EngineErrors.Gone("the events of containers");
    }

    public void Dispose() => _connection.Dispose();

    private static Version Agree(string? spoken)
    {
        if (!Version.TryParse(spoken, out var newest) || newest < ApiOldest)
        {
            throw new EngineException(
                EngineCodes.TooOld,
                $"The container engine speaks API {spoken}: {ApiOldest} is the oldest that serves. Install a newer.");
        }

        return newest < ApiNewest ? newest : ApiNewest;
    }

    private static EngineDescription Describe(VersionAnswer version, Version api, SystemAnswer system)
    {
        var isPodman = version.Components?.Any(
            part => part.Name?.StartsWith("Podman", StringComparison.Ordinal) == true) == true;
        _ = int.TryParse(system.CgroupVersion, CultureInfo.InvariantCulture, out var groups);
        return new EngineDescription(
            isPodman ? EngineKind.Podman : EngineKind.Docker,
            version.Version ?? "",
            api.ToString(),
            system.SecurityOptions?.Any(option => option.StartsWith("name=seccomp", StringComparison.Ordinal)
                && !option.Contains("unconfined", StringComparison.Ordinal)) == true,
            groups,
            system.MemoryLimit,
            system.PidsLimit)
        {
            RootFolder = system.DockerRootDir,
        };
    }
}
