using System.Net;

namespace Heliostat.Manager.Hosting;

/// <summary>Where a manager's two servers are reached by others.</summary>
/// <param name="Api">The API and the relay, such as <c>https://manager.example</c>; without a slash at its end.</param>
/// <param name="Blobs">The blob store.</param>
internal sealed record Origins(string Api, Uri Blobs)
{
    /// <summary>Refuses options that leave others without an address, before anything is opened.</summary>
    /// <exception cref="ManagerStartException">An origin is missing or malformed.</exception>
    public static void Check(ManagerOptions options)
    {
        if (options.Origin is null && IsAny(options.Address))
        {
            throw new ManagerStartException(
                "origin-missing",
                $"The manager listens on {options.Address}; say where others reach it, such as --origin https://HOST.");
        }

        _ = Of(options, options.Port, options.BlobPort);
    }

    public static Origins Of(ManagerOptions options, int port, int blobPort)
    {
        var api = options.Origin is { } given ? Parse(given) : HttpOf(options.Address, port);
        var blobs = options.BlobOrigin is { } own ? Parse(own)
            : options.Origin is null ? HttpOf(options.Address, blobPort)
            : new UriBuilder(api.Scheme, api.Host, blobPort).Uri;
        return new Origins(api.GetLeftPart(UriPartial.Authority), blobs);
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static Uri HttpOf(IPAddress address, int port) =>
        new UriBuilder(Uri.UriSchemeHttp, new Uri($"http://{new IPEndPoint(address, 1)}").Host, port).Uri;

    private static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? uri
            : throw new ManagerStartException(
                "origin-invalid", $"'{text}' is no origin; write it as https://HOST or http://HOST:PORT.");
}
