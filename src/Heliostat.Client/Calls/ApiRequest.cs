using System.Text.Json.Serialization.Metadata;
using Heliostat.Protocol.Signing;

namespace Heliostat.Client.Calls;

/// <summary>One request before it is signed; signed anew for each try.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path and the query.</param>
/// <param name="Body">The body's bytes; empty for none.</param>
/// <param name="Once">The idempotency key of a POST or PATCH.</param>
internal sealed record ApiRequest(HttpMethod Method, ApiPath Path, byte[] Body, string? Once);

/// <summary>A body and how it is written.</summary>
internal readonly record struct ApiBody<T>(T Value, JsonTypeInfo<T> Type);

/// <summary>A path and its query, as they stand in the request line.</summary>
internal readonly record struct ApiPath(string Path, string Query = "")
{
    /// <summary>Adds the parameters that have a value.</summary>
    public ApiPath With(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                pairs.Add(new(name, FormattableString.Invariant($"{value}")));
            }
        }

        return this with { Query = RequestTarget.WriteQuery(pairs) };
    }

    public override string ToString() => Query.Length == 0 ? Path : $"{Path}?{Query}";
}
