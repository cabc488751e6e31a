using Heliostat.Node.Tests.Support;
using Heliostat.Node.Working;

namespace Heliostat.Node.Tests.Working;

/// <summary>What is kept of rendered pixels, and when it goes.</summary>
public sealed class PixelShelfTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _gone = [];

    private Kept Put(PixelShelf<string, Kept> shelf, string name, long bytes)
    {
        var kept = new Kept(() => _gone.Add(name));
        shelf.Add(name, kept, bytes);
        return kept;
    }

    [Fact]
    public void The_oldest_goes_when_there_is_too_much()
    {
        using var shelf = new PixelShelf<string, Kept>(_time, 100);
        Put(shelf, "a", 60);
        var b = Put(shelf, "b", 30);
        Put(shelf, "c", 60);

        Assert.Equal(["a"], _gone);
        Assert.Same(b, shelf.Find("b"));
        Assert.Null(shelf.Find("a"));
    }

    [Fact]
    public void One_that_is_larger_than_the_shelf_is_kept_until_the_next()
    {
        using var shelf = new PixelShelf<string, Kept>(_time, 100);
        Put(shelf, "huge", 500);
        Assert.NotNull(shelf.Find("huge"));

        Put(shelf, "small", 1);

        Assert.Equal(["huge"], _gone);
    }

    [Fact]
    public void What_nobody_asked_for_in_half_an_hour_goes()
    {
        using var shelf = new PixelShelf<string, Kept>(_time, 100);
        Put(shelf, "old", 1);
        _time.Advance(TimeSpan.FromMinutes(31));

        Put(shelf, "new", 1);

        Assert.Equal(["old"], _gone);
        Assert.Equal(["new"], shelf.Keys);
    }

    [Fact]
    public void What_is_put_twice_or_removed_is_let_go_once()
    {
        using (var shelf = new PixelShelf<string, Kept>(_time, 100))
        {
            Put(shelf, "a", 1);
            Put(shelf, "a", 1);
            Put(shelf, "b", 1);
            shelf.Remove(name => name == "b");
        }

        Assert.Equal(["a", "b", "a"], _gone);
    }

    private sealed class Kept(Action letGo) : IDisposable
    {
        public void Dispose() => letGo();
    }
}
