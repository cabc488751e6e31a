using System.Globalization;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>Which page of a list a request asks for: <c>limit</c> and <c>page</c>.</summary>
internal readonly record struct PageQuery(int Page, int Limit)
{
    /// <summary>Rows of a page when the request does not say.</summary>
    public const int LimitDefault = 20;

    /// <summary>The last page that may be asked for.</summary>
    public const int PageMax = 1_000_000;

    public static bool TryRead(HttpRequest request, out PageQuery page, out ProblemAnswer problem)
    {
        page = default;
        if (!TryRead(request, "limit", LimitDefault, PageOf.LimitMax, out var limit, out problem)
            || !TryRead(request, "page", 1, PageMax, out var number, out problem))
        {
            return false;
        }

        page = new PageQuery(number, limit);
        return true;
    }

    /// <summary>This page of a list that is in memory.</summary>
    public ListPage<T> Of<T>(IEnumerable<T> all, bool descending)
    {
        List<T> rows = [.. descending ? all.Reverse() : all];
        return new([.. rows.Skip((Page - 1) * Limit).Take(Limit)], Page, Limit, rows.Count);
    }

    /// <summary>This page as the views know it.</summary>
    public PageOf ToViews(bool descending) => new(Page, Limit, descending);

    private static bool TryRead(
        HttpRequest request, string name, int usual, int most, out int value, out ProblemAnswer problem)
    {
        (value, problem) = (usual, null!);
        if (request.Query[name] is not [{ } text])
        {
            return true;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= 1
            && value <= most)
        {
            return true;
        }

        problem = Problems.Unreadable($"{name}-invalid", $"{name} is a whole number from 1 to {most}.", name);
        return false;
    }
}
