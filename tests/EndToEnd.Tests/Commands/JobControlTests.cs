using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Commands;

[Collection(SharedNetworkGroup.Name)]
public sealed class JobControlTests(SharedNetwork shared)
{
    private const int SecondsMax = 120;

    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task A_paused_job_and_what_depends_on_it_stand_still_until_it_is_resumed()
    {
        // Nobody has so much memory, so that it is surely paused before anything of it is placed.
        var blocker = await SubmitAsync("--memory", "90000");
        var first = await SubmitAsync("--depends-on", $"{blocker}");
        (await _network.HeliostatAsync("job", "cancel", $"{blocker}")).Succeeded();
        Assert.Equal(JobStatuses.Failed, (await _network.EndAsync(first, SecondsMax)).Status);

        first = await SubmitAsync("--count", "50000");
        Assert.Contains("is paused", await SayAsync("job", "pause", $"{first}"), StringComparison.Ordinal);
        var second = await SubmitAsync("--depends-on", $"{first}");
        Assert.Contains("paused", await SayAsync("explain", "job", $"{first}"), StringComparison.Ordinal);
        Assert.Contains($"{first}", await SayAsync("explain", "job", $"{second}"), StringComparison.Ordinal);
        Assert.Contains("priority 90", await SayAsync("job", "edit", $"{first}", "--priority", "90"));
        Assert.Contains($"{first}", await SayAsync("job", "show", $"{second}"), StringComparison.Ordinal);

        Assert.Contains("goes on", await SayAsync("job", "resume", $"{first}"), StringComparison.Ordinal);
        var (one, two) = (await _network.EndAsync(first, SecondsMax), await _network.EndAsync(second, SecondsMax));

        Assert.Equal((JobStatuses.Completed, JobStatuses.Completed), (one.Status, two.Status));
        Assert.True(one.CompletedAt <= two.StartedAt);
    }

    [Fact]
    public async Task An_edit_without_a_change_is_refused()
    {
        var run = await _network.HeliostatAsync("job", "edit", $"{Guid.NewGuid()}");

        Assert.Equal(2, run.Code);
        Assert.Contains("--priority", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> SayAsync(params string[] arguments) =>
        (await _network.HeliostatAsync(arguments)).Succeeded().Output;

    private async Task<Guid> SubmitAsync(params string[] options)
    {
        using var job = JsonDocument.Parse(
            await SayAsync(["job", "submit", "--plugin", "echo", "--json", .. options]));
        return job.RootElement.GetProperty("uuid").GetGuid();
    }
}
