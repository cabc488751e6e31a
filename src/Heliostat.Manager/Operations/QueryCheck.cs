using Heliostat.Manager.Accounts;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>
/// Refuses a query with a parameter that its route does not know, or that is there twice: what is passed over in
/// silence would be taken for done.
/// </summary>
internal sealed class QueryCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is not { } route
            || route.GetMetadata<AccessRule>() is null or { PassesUnsigned: true })
        {
            return next(context);
        }

        var known = route.GetMetadata<Descriptions.QueryNames>()?.Names ?? [];
        return WhyNot(context.Request.Query, known) is { } wrong ? wrong.ExecuteAsync(context) : next(context);
    }

    private static ProblemAnswer? WhyNot(IQueryCollection query, IReadOnlyList<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                var names = known.Count == 0 ? "takes none" : $"takes {string.Join(", ", known)}";
                return Problems.Unreadable(
                    "parameter-unknown", $"This path has no such parameter; it {names}.", NameOf(name));
            }

            if (values.Count > 1)
            {
                return Problems.Unreadable("parameter-repeated", $"Give {name} once.", name);
            }
        }

        return null;
    }

    // What a stranger wrote is told back only as far as a name goes.
    private static string? NameOf(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => c is > ' ' and <= '~') ? name : null;
}
