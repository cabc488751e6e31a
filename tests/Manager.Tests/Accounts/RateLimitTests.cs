using System.Globalization;
using System.Net;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Tests.Loop;
using Heliostat.Manager.Tests.Support;

namespace Heliostat.Manager.Tests.Accounts;

public sealed class RateLimitTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_key_may_ask_a_burst_and_then_as_fast_as_its_bucket_fills()
    {
        var limit = new RateLimit(_time, 2);
        for (var i = 0; i < 2 * RateLimit.BurstSeconds; i++)
        {
            Assert.Null(limit.SecondsToWait("pk_1"));
        }

        Assert.Equal(1, limit.SecondsToWait("pk_1"));
        Assert.Null(limit.SecondsToWait("pk_2"));
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(limit.SecondsToWait("pk_1"));
        Assert.Null(limit.SecondsToWait("pk_1"));
        Assert.Equal(1, limit.SecondsToWait("pk_1"));
    }

    [Fact]
    public void A_bucket_that_is_forgotten_was_full_again()
    {
        var limit = new RateLimit(_time, 1);
        Assert.All(Enumerable.Range(0, RateLimit.BurstSeconds), _ => Assert.Null(limit.SecondsToWait("pk_1")));
        limit.ForgetOld();
        Assert.Equal(1, limit.SecondsToWait("pk_1"));
        _time.Pass(TimeSpan.FromSeconds(RateLimit.BurstSeconds));
        limit.ForgetOld();
        Assert.Null(limit.SecondsToWait("pk_1"));
    }

    [Fact]
    public void A_limit_of_none_puts_nobody_off() =>
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.Null(new RateLimit(_time, 0).SecondsToWait("pk_1")));

    [Fact]
    public async Task Who_asks_too_fast_is_told_when_to_come_back_and_others_are_served()
    {
        await using var manager = await LiveManager.StartAsync(options => options with { RequestsPerSecond = 1 });
        var (greedy, modest) = (await manager.ConsumerAsync(), await manager.ConsumerAsync());
        for (var i = 0; i < RateLimit.BurstSeconds * 10; i++)
        {
            using var answer = await greedy.SendAsync("GET", "/v1/account");
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                continue;
            }

            await ApiClient.RefusedAsync(answer, HttpStatusCode.TooManyRequests, "too-many-requests");
            var seconds = int.Parse(answer.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture);
            Assert.InRange(seconds, 1, 60);
            using var other = await modest.SendAsync("GET", "/v1/account");
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            return;
        }

        Assert.Fail("Nobody was put off.");
    }
}
