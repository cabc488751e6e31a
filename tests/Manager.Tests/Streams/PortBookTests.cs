using Heliostat.Manager.Streams;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Streams;

public sealed class PortBookTests : IDisposable
{
    private static readonly PortRange Range = new(30_000, 30_003);

    private readonly TemporaryFolder _folder = new();
    private SecretVault _vault;

    public PortBookTests() => _vault = Open();

    [Fact]
    public void A_port_stays_the_same_though_what_was_before_it_in_the_search_is_free_again()
    {
        var book = new PortBook(_vault, Range);
        var keys = Enumerable.Range(0, Range.Count).Select(_ => NewKey()).ToList();
        var ports = keys.ConvertAll(key => book.Assign(key, _ => true)!.Value);
        Assert.Equal(Range.Count, ports.Distinct().Count());
        Assert.All(ports, port => Assert.True(Range.Has(port)));
        Assert.Null(book.Assign(NewKey(), _ => true));
        keys.Take(2).ToList().ForEach(book.Release);
        _vault.Dispose();
        _vault = Open();
        book = new PortBook(_vault, Range);
        Assert.Equal(ports[2..], keys[2..].ConvertAll(key => book.Assign(key, _ => true)!.Value));
    }

    [Fact]
    public void A_port_that_another_program_has_is_passed_over()
    {
        var book = new PortBook(_vault, Range);
        var key = NewKey();
        var first = book.Assign(key, _ => true)!.Value;
        var second = book.Assign(key, port => port != first)!.Value;
        Assert.NotEqual(first, second);
        Assert.Equal(second, book.Assign(key, _ => true));
    }

    [Fact]
    public void Ports_of_ended_jobs_and_of_another_range_are_given_back()
    {
        var book = new PortBook(_vault, Range);
        var (kept, ended) = (NewKey(), NewKey());
        book.Assign(kept, _ => true);
        book.Assign(ended, _ => true);
        book.ReleaseAllBut(job => job == kept.Job);
        Assert.Equal([kept.ToString()], _vault.List(VaultKinds.StreamPort));
        _ = new PortBook(_vault, new PortRange(40_000, 40_009));
        Assert.Empty(_vault.List(VaultKinds.StreamPort));
    }

    [Theory]
    [InlineData("30000-30999", 1_000)]
    [InlineData("2000-2000", 1)]
    [InlineData("30999-30000", null)]
    [InlineData("80-90", null)]
    [InlineData("65000-65536", null)]
    [InlineData("30000", null)]
    [InlineData(" 30000-30999", null)]
    public void A_range_is_two_ports_above_1023(string text, int? count) =>
        Assert.Equal(count, PortRange.TryParse(text)?.Count);

    public void Dispose()
    {
        _vault.Dispose();
        _folder.Dispose();
    }

    private static PortKey NewKey() => new(new JobId(Guid.NewGuid()), 0, 22);

    private SecretVault Open() => SecretVault.OpenFile(_folder.File("vault.db"), _folder.File("vault.key"));
}
