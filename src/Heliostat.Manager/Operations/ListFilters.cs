using Heliostat.Manager.Jobs;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>Reads which rows of a list a request asks for, and in which order.</summary>
internal static class ListFilters
{
    private const string Sort = "sort";

    /// <summary>A state by its word in capitals; null where it is not asked about.</summary>
    public static bool TryReadState<T>(HttpRequest request, string name, out T? state, out ProblemAnswer wrong)
        where T : struct, Enum
    {
        (state, wrong) = (null, null!);
        var word = request.Query[name].ToString();
        if (word.Length == 0)
        {
            return true;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (JobResources.WordOf(value) == word)
            {
                state = value;
                return true;
            }
        }

        wrong = Invalid(name, $"is one of {string.Join(", ", Enum.GetValues<T>().Select(JobResources.WordOf))}");
        return false;
    }

    /// <summary>The id of a thing; null where it is not asked about.</summary>
    public static bool TryReadUuid(
        HttpRequest request, string name, string thing, out Guid? id, out ProblemAnswer wrong)
    {
        (id, wrong) = (null, null!);
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        if (Guid.TryParseExact(text, "D", out var read))
        {
            id = read;
            return true;
        }

        wrong = Invalid(name, $"is the id of a {thing}");
        return false;
    }

    /// <summary>Yes or no; null where it is not asked about.</summary>
    public static bool TryReadTruth(HttpRequest request, string name, out bool? truth, out ProblemAnswer wrong)
    {
        var text = request.Query[name].ToString();
        (truth, wrong) = (text switch { "true" => true, "false" => false, _ => null }, null!);
        if (truth is not null || text.Length == 0)
        {
            return true;
        }

        wrong = Invalid(name, "is true or false");
        return false;
    }

    /// <summary>By which field a list is sorted, with a minus before it for the last first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="usual">The order when it does not say, such as <c>-created_at</c>.</param>
    /// <param name="fields">The fields that it may name.</param>
    /// <param name="sort">What it asks for.</param>
    /// <param name="wrong">Why it cannot be had.</param>
    public static bool TryReadSort(
        HttpRequest request,
        string usual,
        IReadOnlyList<string> fields,
        out (string Field, bool Descending) sort,
        out ProblemAnswer wrong)
    {
        var text = request.Query[Sort] is [{ Length: > 0 } asked] ? asked : usual;
        (sort, wrong) = ((text.TrimStart('-'), text[0] == '-'), null!);
        if (fields.Contains(text[(sort.Descending ? 1 : 0)..], StringComparer.Ordinal))
        {
            return true;
        }

        wrong = Problems.Unreadable(
            "sort-invalid",
            $"This list is sorted by {string.Join(" or ", fields)}, with a minus before it for the last first.",
            Sort);
        return false;
    }

    private static ProblemAnswer Invalid(string name, string what) =>
        Problems.Unreadable("filter-invalid", $"{name} {what}.", name);
}
