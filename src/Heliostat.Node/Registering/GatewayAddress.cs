using Heliostat.Protocol.Streams;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Registering;

/// <summary>
/// Where a manager is reached. People write it as <c>https://HOST</c> or, as guides for other agents do, as
/// <c>wss://HOST/api/v1</c>; both name the same place.
/// </summary>
public sealed record GatewayAddress
{
    private const string ApiPath = "/api/v1";
    private const int TextLengthMax = 2_048;

    private readonly Uri _origin;

    private GatewayAddress(Uri origin)
    {
        _origin = origin;
        Origin = origin.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Scheme, host and port, such as <c>https://manager.example</c>; never with a slash at its end.</summary>
    public string Origin { get; }

    /// <summary>Whether what is said there can be read by nobody on the way.</summary>
    public bool IsPrivate => _origin.Scheme == Uri.UriSchemeHttps || _origin.IsLoopback;

    /// <summary>
    /// Reads an address; where it cannot, <paramref name="error"/> is a sentence that says what to write.
    /// </summary>
    public static bool TryParse(string? text, out GatewayAddress? address, out string? error)
    {
        address = null;
        error = "Give the manager's address as https://HOST, http://127.0.0.1:PORT or wss://HOST/api/v1.";
        if (text is null or { Length: > TextLengthMax } || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri))
        {
            return false;
        }

        var scheme = uri.Scheme switch
        {
            "https" or "wss" => Uri.UriSchemeHttps,
            "http" or "ws" => Uri.UriSchemeHttp,
            _ => null,
        };
        if (scheme is null || uri.Host.Length == 0 || uri.UserInfo.Length > 0 || uri.Query.Length > 0
            || uri.Fragment.Length > 0 || uri.AbsolutePath.TrimEnd('/') is not ("" or ApiPath))
        {
            return false;
        }

        address = new GatewayAddress(new UriBuilder(scheme, uri.IdnHost, uri.IsDefaultPort ? -1 : uri.Port).Uri);
        error = null;
        return true;
    }

    /// <summary>The URL of a path under the origin.</summary>
    public Uri Url(string path) => new(_origin, path);

    /// <summary>The WebSocket URL of a node's relay.</summary>
    public Uri RelayUrl(NodeId node) => SocketUrl($"{ApiPath}/relay/ws/{node}");

    /// <summary>The WebSocket URL at which a node opens a stream.</summary>
    public Uri StreamUrl(Guid stream) => SocketUrl($"{StreamWords.RelayPath}/{stream}");

    /// <summary>Whether another text names the same manager: equal origins, or two names of this machine.</summary>
    public bool IsAlso(string origin) =>
        TryParse(origin, out var other, out _)
        && (other!.Origin == Origin
            || (other._origin.IsLoopback && _origin.IsLoopback && other._origin.Port == _origin.Port
                && other._origin.Scheme == _origin.Scheme));

    /// <summary>The origin.</summary>
    public override string ToString() => Origin;

    private Uri SocketUrl(string path) => new UriBuilder(Url(path))
    {
        Scheme = _origin.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
    }.Uri;
}
