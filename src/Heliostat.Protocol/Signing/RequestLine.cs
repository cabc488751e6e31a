namespace Heliostat.Protocol.Signing;

/// <summary>A request's method, path and query (without its question mark), undecoded, as they were sent.</summary>
public readonly record struct RequestLine(string Method, string Path, string Query)
{
    /// <summary>Takes the target of a request line apart at its question mark.</summary>
    public static RequestLine FromTarget(string method, string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? new(method, target, "") : new(method, target[..mark], target[(mark + 1)..]);
    }
}
