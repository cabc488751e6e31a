using System.Text;
using System.Text.Json;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tests.Nodes;

/// <summary>What of a text counts as an envelope.</summary>
public sealed class EnvelopeTextTests
{
    private const int EntryDepth = 2;
    private const int ReaderDepthMax = 64;

    [Theory]
    [InlineData(EnvelopeText.DepthMax - 3, true)]
    [InlineData(EnvelopeText.DepthMax - 2, false)]
    public void A_body_is_nested_no_deeper_than_a_reader_of_the_journal_can_go(int depth, bool isRead)
    {
        Assert.True(EnvelopeText.DepthMax + EntryDepth < ReaderDepthMax);
        var result = new string('[', depth) + new string(']', depth);
        var body = Encoding.ASCII.GetBytes($$"""{"messages":[{"type":"heartbeat_ping","more":{{result}}}]}""");

        Assert.Equal(isRead, Record.Exception(() => EnvelopeText.ReadBody(body)) is not JsonException);
    }

    [Fact]
    public void A_lone_message_is_nested_no_deeper_either()
    {
        var result = new string('[', EnvelopeText.DepthMax) + new string(']', EnvelopeText.DepthMax);
        var body = Encoding.ASCII.GetBytes($$"""{"type":"heartbeat_ping","more":{{result}}}""");

        Assert.ThrowsAny<JsonException>(() => EnvelopeText.ReadBody(body));
    }

    [Fact]
    public void A_name_that_is_no_text_makes_no_envelope()
    {
        var body = """{"messages":[{"type":"heartbeat_ping","\ud800":1}],"\udc00":0}"""u8.ToArray();

        Assert.ThrowsAny<JsonException>(() => EnvelopeText.ReadBody(body));
        Assert.ThrowsAny<JsonException>(() => EnvelopeText.ReadManager(body));
    }

    [Fact]
    public void Nothing_may_follow_a_signed_envelope()
    {
        var text = EnvelopeText.WriteSigned(1, new byte[64], "{}"u8);

        Assert.True(EnvelopeText.TrySplit(text, out _, out _, out _));
        Assert.ThrowsAny<JsonException>(() => EnvelopeText.TrySplit([.. text, (byte)'}'], out _, out _, out _));
    }
}
