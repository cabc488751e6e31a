using System.Globalization;
using System.Text.Json;
using Heliostat.Node.Registering;
using Heliostat.Node.Runners.Containers;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node;

/// <summary>
/// All that one node needs to run: its home, and what the environment overrides (GATEWAY_URL, NODE_JWT, NODE_ID,
/// LOG_LEVEL, HEALTH_PORT, NODE_DUTIES, NODE_REGION, NODE_PLUGINS, NODE_IMAGE_CACHE_GB, HELIOSTAT_ENGINE).
/// </summary>
public sealed record NodeConfiguration
{
    /// <summary>The port of the health endpoint where none is named.</summary>
    public const int HealthPortDefault = 8081;

    /// <summary>The variable of the environment that names another folder of plugins.</summary>
    public const string PluginsVariable = "NODE_PLUGINS";

    private const long CacheBytesDefault = 20L << 30;
    private const long BytesPerGigabyte = 1L << 30;
    private const int ImageGigabytesMax = 100_000;

    /// <summary>The folder with its key and settings.</summary>
    public required NodeHome Home { get; init; }

    /// <summary>The manager.</summary>
    public required GatewayAddress Gateway { get; init; }

    /// <summary>The node's id.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary>The working token.</summary>
    public required string Token { get; init; }

    /// <summary>The network that it signs for; null takes the one that the manager names.</summary>
    public Guid? Network { get; init; }

    /// <summary>What it registered for.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it works, verifies, or does both.</summary>
    public NodeDuties Duties { get; init; } = NodeDuties.Both;

    /// <summary>Where it is, such as <c>us-west-2</c>; null for nowhere in particular.</summary>
    public string? RegionCode { get; init; }

    /// <summary>Plugins of its operator's own.</summary>
    public IReadOnlyList<CustomPlugin> Plugins { get; init; } = [];

    /// <summary>
    /// The folder of its operator's plugins, each in a folder of its own; it need not be there. Null for none.
    /// </summary>
    public string? PluginsFolder { get; init; }

    /// <summary>From which level on the log is written.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The port of the health endpoint; 0 takes any that is free.</summary>
    public int HealthPort { get; init; } = HealthPortDefault;

    /// <summary>The Blender to use; null looks in the usual places.</summary>
    public string? Blender { get; init; }

    /// <summary>Cores that it lends; null lends all.</summary>
    public int? CpuCount { get; init; }

    /// <summary>Render runs that it takes at once: one renders, the others have their scenes fetched.</summary>
    public int RenderSlots { get; init; } = 2;

    /// <summary>Plugin runs that it takes at once.</summary>
    public int PluginSlots { get; init; } = 64;

    /// <summary>What its plugins may use.</summary>
    public PluginLimits PluginLimits { get; init; } = new();

    /// <summary>Bytes of fetched blobs that it keeps.</summary>
    public long CacheBytesMax { get; init; } = CacheBytesDefault;

    /// <summary>The socket of its container engine; null looks in the usual places.</summary>
    public string? Engine { get; init; }

    /// <summary>Bytes of images that it keeps for containers.</summary>
    public long ImageBytesMax { get; init; } = ContainerSetup.ImageBytesUsual;

    /// <summary>Puts together what the home holds and what the environment overrides.</summary>
    /// <exception cref="RegistrationException">Something is missing or wrong; the message says what to do.</exception>
    public static NodeConfiguration Read(Func<string, string?> environment)
    {
        var home = NodeHome.OfUser(environment);
        var settings = home.ReadSettings();
        var gateway = Value(environment, "GATEWAY_URL") ?? settings?.GatewayUrl ?? throw Missing("GATEWAY_URL");
        if (!GatewayAddress.TryParse(gateway, out var address, out var error))
        {
            throw new RegistrationException("gateway-url-invalid", error!);
        }

        var token = Later(Value(environment, "NODE_JWT"), settings?.Token) ?? throw Missing("NODE_JWT");
        return new NodeConfiguration
        {
            Home = home,
            Gateway = address!,
            NodeId = ReadNodeId(Value(environment, "NODE_ID"), token, settings),
            Token = token,
            Network = settings?.NetworkId,
            Capabilities = CapabilityChoice.Of(settings?.Capabilities ?? [], settings?.Plugins ?? []).Known,
            Plugins = settings?.Plugins ?? [],
            PluginsFolder = Value(environment, PluginsVariable) ?? home.PluginsFolder,
            LogLevel = ReadLogLevel(Value(environment, "LOG_LEVEL")),
            HealthPort = ReadPort(Value(environment, "HEALTH_PORT")),
            Duties = ReadDuties(Value(environment, "NODE_DUTIES")),
            RegionCode = ReadRegion(Value(environment, "NODE_REGION")),
            Engine = Value(environment, EngineSockets.Variable) is { } named ? EngineSockets.PathOf(named) : null,
            ImageBytesMax = ReadImageBytes(Value(environment, "NODE_IMAGE_CACHE_GB")),
        };
    }

    private static string? Value(Func<string, string?> environment, string name) =>
        environment(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static NodeDuties ReadDuties(string? text) => text?.ToLowerInvariant() switch
    {
        null or "both" => NodeDuties.Both,
        "worker" => NodeDuties.Worker,
        "verifier" => NodeDuties.Verifier,
        _ => throw new RegistrationException("duties-invalid", "NODE_DUTIES is worker, verifier or both."),
    };

    private static string? ReadRegion(string? text) => text is null || NodeFacts.IsRegionCode(text) ? text
        : throw new RegistrationException(
            "region-invalid",
            $"NODE_REGION is a code such as us-west-2: 2 to {NodeFacts.RegionCodeLengthMax} small letters, digits and "
            + "inner hyphens.");

    private static RegistrationException Missing(string variable) => new(
        "not-registered", $"This node is not registered: run `heliostat node register`, or set {variable}.");

    /// <summary>
    /// The variable was set when the node was registered, and the settings have what was renewed since: of two
    /// tokens of one node the later one is meant.
    /// </summary>
    private static string? Later(string? given, string? kept) =>
        given is null ? kept
        : kept is not null && Claims(given) is { } a && Claims(kept) is { } b
            && a.Subject == b.Subject && a.Issuer == b.Issuer && b.Expires > a.Expires ? kept
        : given;

    private static NodeId ReadNodeId(string? given, string token, NodeSettings? settings)
    {
        if (given is not null)
        {
            return NodeId.TryParse(given, out var id)
                ? id
                : throw new RegistrationException(
                    "node-id-invalid", "NODE_ID is the node's uuid, as registration printed it.");
        }

        return Claims(token) is { } claims && NodeId.TryParse(claims.Subject, out var subject) ? subject
            : settings?.NodeId ?? throw Missing("NODE_ID");
    }

    // Not verified here, for the manager will; it is only to know whose token it is and how long it lasts.
    private static TokenClaims? Claims(string token)
    {
        var parts = token.Split('.');
        try
        {
            return parts.Length == 3
                ? JsonSerializer.Deserialize(
                    System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]), SigningJson.Default.TokenClaims)
                : null;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return null;
        }
    }

    private static LogLevel ReadLogLevel(string? text) => text?.ToUpperInvariant() switch
    {
        null or "INFO" => LogLevel.Information,
        "DEBUG" => LogLevel.Debug,
        "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        _ => throw new RegistrationException(
            "log-level-invalid", "LOG_LEVEL is DEBUG, INFO, WARNING or ERROR."),
    };

    private static long ReadImageBytes(string? text) =>
        text is null ? ContainerSetup.ImageBytesUsual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var gigabytes)
            && gigabytes is > 0 and <= ImageGigabytesMax ? gigabytes * BytesPerGigabyte
        : throw new RegistrationException(
            "image-cache-invalid", $"NODE_IMAGE_CACHE_GB is a whole number from 1 to {ImageGigabytesMax}.");

    private static int ReadPort(string? text) =>
        text is null ? HealthPortDefault
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535 ? port
        : throw new RegistrationException(
            "health-port-invalid", "HEALTH_PORT is a port from 1 to 65535, or 0 for any.");
}
