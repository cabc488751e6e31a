using System.Runtime.CompilerServices;
using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>Reads a list to its end, page by page.</summary>
internal static class Pages
{
    /// <summary>Rows asked for in one page.</summary>
    public const int Limit = 100;

    public static async IAsyncEnumerable<T> AllAsync<T>(
        Func<int, int, CancellationToken, Task<ListPage<T>>> read,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        long seen = 0;
        for (var page = 1; ; page++)
        {
            var answer = await read(page, Limit, cancellation);
            foreach (var row in answer.Data)
            {
                yield return row;
            }

            seen += answer.Data.Count;
            if (answer.Data.Count == 0 || seen >= answer.Total)
            {
                yield break;
            }
        }
    }
}
