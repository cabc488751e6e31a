using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;

namespace Heliostat.Containers.Tests;

/// <summary>Answers that are broken, endless, or never come to their end.</summary>
public sealed class EngineConnectionTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private static readonly EngineLimits Impatient = new() { AnswerSecondsMax = 2 };

    [Theory]
    [InlineData("no HTTP at all\r\n\r\n", EngineCodes.Gone)]
    [InlineData("", EngineCodes.Gone)]
    [InlineData(Head, EngineCodes.Gone)]
    [InlineData(Head + "Content-Length: 100\r\n\r\n{", EngineCodes.Gone)]
    [InlineData(Head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"Ver", EngineCodes.Gone)]
    [InlineData(Head + "Content-Length: 9\r\n\r\nnot JSON!", EngineCodes.Unreadable)]
    [InlineData(Head + "Content-Length: 4\r\n\r\nnull", EngineCodes.Unreadable)]
    [InlineData(Head + "Content-Length: 2\r\n\r\n{}", EngineCodes.TooOld)]
    [InlineData(Head + "Content-Length: 21\r\n\r\n{\"ApiVersion\":\"1.40\"}", EngineCodes.TooOld)]
    [InlineData("HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\nbang", EngineCodes.Failed)]
    public async Task A_spoiled_answer_is_a_failure_with_a_code(string answer, string code)
    {
        await using var engine = new SpoiledEngine(answer, hangsUp: true);

        Assert.Equal(code, (await FailAsync(engine)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData(Head + "Content-Length: 100\r\n\r\n{")]
    public async Task An_engine_that_stops_speaking_is_told_as_silent(string answer)
    {
        await using var engine = new SpoiledEngine(answer, hangsUp: false);

        Assert.Equal(EngineCodes.Silent, (await FailAsync(engine, Impatient)).Code);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        var answer = $"{Head}Content-Length: 200000000\r\n\r\n\"{new string('a', 2 << 20)}";
        await using var engine = new SpoiledEngine(answer, hangsUp: false);

        var error = await FailAsync(engine, EngineLimits.Usual with { AnswerBytesMax = 1 << 20 });

        Assert.Equal(EngineCodes.Unreadable, error.Code);
    }

    [Fact]
    public async Task What_an_engine_says_is_cut_and_made_readable()
    {
        var words = new string('a', 5000) + "\u001b[31m";
        await using var engine = new SpoiledEngine(
            $"HTTP/1.1 500 Oh\r\nContent-Length: {words.Length}\r\n\r\n{words}", hangsUp: true);

        var error = await FailAsync(engine);

        Assert.InRange(error.Message.Length, 100, 600);
        Assert.DoesNotContain('\u001b', EngineErrors.Of("x", 500, "\u001b[31m").Message);
    }

    private static Task<EngineException> FailAsync(SpoiledEngine engine, EngineLimits? limits = null) =>
        Assert.ThrowsAsync<EngineException>(
            () => EngineClient.ConnectAsync(engine.SocketPath, limits ?? EngineLimits.Usual));
}
