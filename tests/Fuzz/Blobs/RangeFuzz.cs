using System.Globalization;
using System.Text.RegularExpressions;
using Heliostat.Fuzz.Running;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Tests;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Disk;
using Heliostat.Storage.Memory;
using Heliostat.Storage.Urls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Heliostat.Fuzz.Blobs;

/// <summary>
/// Ranges of blobs: a GET gives exactly the bytes that it says, and whatever pieces are PUT in whatever order, a blob
/// is whole only with the bytes of its hash.
/// </summary>
public sealed partial class RangeFuzz
{
    private const int BlobBytesMax = 300;
    private const int DiskInputs = 1_000;

    private static readonly AccountId Account = new(Guid.Parse("00000000-0000-0000-0000-000000000001"));
    private static readonly SignedUrlKeys Keys = new("k1", new byte[32]);
    private static readonly IServiceProvider Services = new ServiceCollection().AddLogging().BuildServiceProvider();

    private static readonly string[] Ranges =
        ["bytes=0-", "bytes=0-0", "bytes=-5", "bytes=10-20", "bytes=0-9,20-29", "bytes=5-4", "bytes=299-", "bytes=-0"];

    [Fact]
    public void A_range_of_a_blob_is_exactly_what_it_says() =>
        Fuzzer.Run(MakeGet, (asked, _) => PromiseOfGet(asked), asked => $"{asked.Bytes.Length} bytes, {asked.Range}");

    [Fact]
    public void Pieces_in_any_order_make_a_blob_only_with_the_bytes_of_its_hash() => Fuzzer.Run(
        MakePuts, (asked, _) => PromiseOfPuts(new MemoryBlobStore(), asked), Show);

    [Fact]
    public void The_same_holds_on_the_disk()
    {
        using var folder = new TemporaryFolder();
        var store = new DiskBlobStore(folder.Path);
        Fuzzer.Run(MakePuts, (asked, _) => PromiseOfPuts(store, asked), Show, DiskInputs);
    }

    private static void PromiseOfGet(Get asked)
    {
        var store = new MemoryBlobStore();
        var key = new BlobKey(Account, ContentHash.Of(asked.Bytes));
        using var content = new MemoryStream(asked.Bytes);
        Wait(store.Put(key, asked.Bytes.Length, 0, content));

        var context = Request("GET", key, asked.Bytes.Length);
        context.Request.Headers.Range = asked.Range;
        var handler = new BlobHandler(store, Keys, BandwidthCaps.None);
        var (status, body) = Answer(context, handler.Get(context, key.Hash.ToString()));

        switch (status)
        {
            case StatusCodes.Status200OK:
                Assert.Equal(asked.Bytes, body);
                Assert.Null(Expected(asked));
                break;
            case StatusCodes.Status206PartialContent:
                var range = ContentRange().Match(context.Response.Headers.ContentRange.ToString());
                var (first, last) = (Number(range, 1), Number(range, 2));
                Assert.Equal(asked.Bytes.Length, Number(range, 3));
                Assert.Equal(asked.Bytes[(int)first..((int)last + 1)], body);
                Assert.True(Expected(asked) is not { } expected || expected == (first, last), $"{first}-{last}");
                break;
            default:
                Assert.Equal(StatusCodes.Status416RangeNotSatisfiable, status);
                Assert.Equal($"bytes */{asked.Bytes.Length}", context.Response.Headers.ContentRange);
                Assert.Empty(body);
                Assert.Null(Expected(asked));
                break;
        }
    }

    // RFC 9110 for one plain range; null where that is none, or cannot be satisfied.
    private static (long First, long Last)? Expected(Get asked)
    {
        var length = asked.Bytes.Length;
        if (OneRange().Match(asked.Range) is not { Success: true } match || length == 0)
        {
            return null;
        }

        var (from, to) = (match.Groups[1].Value, match.Groups[2].Value);
        if (from.Length == 0)
        {
            var count = to.Length == 0 ? 0 : long.Parse(to, CultureInfo.InvariantCulture);
            return count == 0 ? null : (Math.Max(0, length - count), length - 1);
        }

        var first = long.Parse(from, CultureInfo.InvariantCulture);
        var last = to.Length == 0 ? length - 1 : long.Parse(to, CultureInfo.InvariantCulture);
        return first >= length || last < first ? null : (first, Math.Min(last, length - 1));
    }

    private static void PromiseOfPuts(IBlobStore store, Puts asked)
    {
        var key = new BlobKey(Account, ContentHash.Of(asked.Bytes));
        var handler = new BlobHandler(store, Keys, BandwidthCaps.None);
        foreach (var piece in asked.Pieces)
        {
            var context = Request("PUT", key, asked.Bytes.Length);
            context.Request.Body = new MemoryStream(piece.Bytes);
            context.Request.ContentLength = piece.Length;
            if (piece.Range is not null)
            {
                context.Request.Headers.ContentRange = piece.Range;
            }

            var (status, _) = Answer(context, handler.Put(context, key.Hash.ToString()));

            Assert.Contains(status, (int[])[201, 400, 409, 416, 422]);
            Assert.True(status == 416 == (OffsetOf(piece.Range, asked.Bytes.Length) is null), $"It answered {status}.");
            var held = Wait(store.BytesHeld(key).AsTask());
            Assert.InRange(held, 0, asked.Bytes.Length);
            if (status == StatusCodes.Status201Created)
            {
                using var whole = Wait(store.OpenRead(key).AsTask());
                using var copy = new MemoryStream();
                whole!.CopyTo(copy);
                Assert.Equal(asked.Bytes, copy.ToArray());
            }
        }

        Assert.Equal(
            Wait(store.SizeOf(key).AsTask()) is not null, Wait(store.BytesHeld(key).AsTask()) == asked.Bytes.Length);
        Wait(store.Delete(key).AsTask());
    }

    private static long? OffsetOf(string? range, int length)
    {
        if (range is null)
        {
            return 0;
        }

        var match = PutRange().Match(range);
        if (!match.Success || Number(match, 4) != length)
        {
            return null;
        }

        if (!match.Groups[2].Success)
        {
            return length;
        }

        var (first, last) = (Number(match, 2), Number(match, 3));
        return first >= 0 && first <= last && last == length - 1 ? first : null;
    }

    private static Get MakeGet(Random chance)
    {
        var range = chance.OneIn(3)
            ? $"bytes={chance.Next(BlobBytesMax)}-{chance.Next(BlobBytesMax)}"
            : chance.Pick(Ranges);
        return new Get(Bytes(chance), chance.OneIn(2) ? Header(Mutator.Alter(chance, range)) : range);
    }

    private static Puts MakePuts(Random chance)
    {
        var bytes = Bytes(chance);
        return new Puts(bytes, [.. Enumerable.Range(0, chance.Next(1, 5)).Select(_ => MakePiece(chance, bytes))]);
    }

    private static Piece MakePiece(Random chance, byte[] bytes)
    {
        var from = chance.OneIn(3) ? 0 : chance.Next(bytes.Length);
        var rest = bytes[from..];
        var sent = chance.Next(6) switch
        {
            0 => rest[..chance.Next(rest.Length + 1)],
            1 => Mutator.Alter(chance, rest),
            _ => rest,
        };
        string? range = from == 0 && chance.OneIn(2) ? null : $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
        range = range is not null && chance.OneIn(3) ? Header(Mutator.Alter(chance, range)) : range;
        var length = chance.OneIn(10) ? chance.Next(400) : rest.Length;
        return new Piece(range is { Length: 0 } ? null : range, sent, length);
    }

    private static byte[] Bytes(Random chance)
    {
        var bytes = new byte[chance.Next(1, BlobBytesMax)];
        chance.NextBytes(bytes);
        return bytes;
    }

    // What Kestrel lets through: visible ASCII and spaces inside.
    private static string Header(string text) => new string([.. text.Where(c => c is >= ' ' and <= '~')]).Trim();

    private static DefaultHttpContext Request(string method, BlobKey key, long length)
    {
        var url = new SignedUrl(method, key, length, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60);
        var query = url.ToTarget(Keys).Split('?')[1];
        return new DefaultHttpContext
        {
            RequestServices = Services,
            Request = { Method = method, Query = new QueryCollection(QueryHelpers.ParseQuery(query)) },
            Response = { Body = new MemoryStream() },
        };
    }

    private static (int Status, byte[] Body) Answer(DefaultHttpContext context, Task<IResult> result)
    {
        Wait(result).ExecuteAsync(context).GetAwaiter().GetResult();
        return (context.Response.StatusCode, ((MemoryStream)context.Response.Body).ToArray());
    }

    private static string Show(Puts asked) => $"{asked.Bytes.Length} bytes: " + string.Join(
        " | ", asked.Pieces.Select(piece => $"{piece.Range} ({piece.Bytes.Length} sent, {piece.Length} said)"));

    private static long Number(Match match, int group) =>
        long.TryParse(match.Groups[group].Value, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static T Wait<T>(Task<T> done) => done.GetAwaiter().GetResult();

    [GeneratedRegex(@"\Abytes=([0-9]{0,9})-([0-9]{0,9})\z")]
    private static partial Regex OneRange();

    [GeneratedRegex(@"\Abytes ([0-9]+)-([0-9]+)/([0-9]+)\z")]
    private static partial Regex ContentRange();

    [GeneratedRegex(@"\A *bytes +(([0-9]+) *- *([0-9]+)|\*) */ *([0-9]+) *\z")]
    private static partial Regex PutRange();

    private sealed record Get(byte[] Bytes, string Range);

    private sealed record Puts(byte[] Bytes, IReadOnlyList<Piece> Pieces);

    private sealed record Piece(string? Range, byte[] Bytes, long Length);
}
