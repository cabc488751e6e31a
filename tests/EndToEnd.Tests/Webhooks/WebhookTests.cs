using System.Text.Json;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.EndToEnd.Tests.Webhooks;

/// <summary>The news of an account, from real managers and nodes to a receiver in another language.</summary>
public sealed class WebhookTests
{
    private const int Units = 30;
    private const int SecondsMax = 240;

    [Fact]
    public async Task The_news_of_jobs_arrives_genuine_also_when_the_manager_is_killed_and_the_receiver_was_down()
    {
        await using var network = await TestNetwork.StartAsync(2);
        await using var receiver = await PythonReceiver.StartAsync(network.Under("receiver"));
        var webhook = await AddAsync(network, receiver);
        var first = await network.Consumer.Jobs.SubmitAsync(Requests.Echo(1), CancellationToken.None);
        await network.WaitAsync(
            SecondsMax, "news came", () => Task.FromResult(EndOf(receiver, first.Uuid) is not null));

        receiver.GoDown();
        var job = await network.Consumer.Jobs.SubmitAsync(Requests.Benchmark(Units, 200_000), CancellationToken.None);
        await network.WaitAsync(
            SecondsMax, "a post failed", () => Task.FromResult(receiver.Posts.Any(post => !post.IsTaken)));
        var failed = receiver.Posts.First(post => !post.IsTaken);
        await network.Manager.KillAsync();
        await network.RestartManagerAsync();
        receiver.ComeBack();
        await network.EndAsync(job.Uuid, SecondsMax);
        await network.WaitAsync(
            SecondsMax, "the end is told", () => Task.FromResult(EndOf(receiver, job.Uuid) is not null));

        Assert.All(receiver.Posts, post => Assert.True(post.IsGenuine));
        Assert.Contains(receiver.Taken, post => post.Id == failed.Id);

        // What was posted when the manager died may come twice, under one id: that is how it is known again.
        var told = receiver.Taken.DistinctBy(post => post.Id).ToList();
        Assert.Equal(
            Enumerable.Range(0, Units),
            told.Where(post => post.Type == NewsTypes.UnitsAccepted && post.Job == job.Uuid)
                .SelectMany(post => post.News.GetProperty("units").EnumerateArray())
                .Select(unit => unit.GetProperty("unit").GetInt32()).Order());
        Assert.Single(told, post => post.Type == NewsTypes.JobCompleted && post.Job == job.Uuid);
        var end = EndOf(receiver, job.Uuid)!.News.GetProperty("job");
        Assert.Equal(Units, end.GetProperty("units_accepted").GetInt32());

        await AssertShownAndRemovedAsync(network, webhook);
    }

    private static PythonReceiver.Post? EndOf(PythonReceiver receiver, Guid job) =>
        receiver.Taken.FirstOrDefault(post => post.Type == NewsTypes.JobCompleted && post.Job == job);

    private static async Task<string> AddAsync(TestNetwork network, PythonReceiver receiver)
    {
        var refused = await network.HeliostatAsync("webhook", "add", "https://169.254.169.254/latest/meta-data/");
        Assert.Equal(3, refused.Code);
        Assert.Contains("public network", refused.Error, StringComparison.Ordinal);

        var added = await network.HeliostatAsync("webhook", "add", receiver.Url);
        receiver.Trust(added.Succeeded().Output.Trim());
        var listed = await network.HeliostatAsync("webhook", "list", "--json");
        using var page = JsonDocument.Parse(listed.Succeeded().Output);
        var webhook = page.RootElement.GetProperty("data")[0].GetProperty("uuid").GetString()!;
        var test = await network.HeliostatAsync("webhook", "test", webhook);
        Assert.Contains("answered 204", test.Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(NewsTypes.WebhookTest, Assert.Single(receiver.Taken).Type);
        return webhook;
    }

    private static async Task AssertShownAndRemovedAsync(TestNetwork network, string webhook)
    {
        var listed = (await network.HeliostatAsync("webhook", "list")).Succeeded().Output;
        Assert.Contains("ACTIVE", listed, StringComparison.Ordinal);
        var deliveries = (await network.HeliostatAsync("webhook", "deliveries", webhook)).Succeeded().Output;
        Assert.Contains(NewsTypes.JobCompleted, deliveries, StringComparison.Ordinal);
        Assert.Contains("DELIVERED", deliveries, StringComparison.Ordinal);
        var rotated = (await network.HeliostatAsync("webhook", "rotate", webhook)).Succeeded().Output;
        Assert.StartsWith(WebhookSignature.SecretPrefix, rotated, StringComparison.Ordinal);
        Assert.Contains("enabled", (await network.HeliostatAsync("webhook", "enable", webhook)).Succeeded().Output,
            StringComparison.Ordinal);
        Assert.Contains("removed", (await network.HeliostatAsync("webhook", "remove", webhook)).Succeeded().Output,
            StringComparison.Ordinal);
    }
}
