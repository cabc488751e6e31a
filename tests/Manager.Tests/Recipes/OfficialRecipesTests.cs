using System.Net;
using System.Text;
using System.Text.Json;
using Heliostat.Core.Recipes;
using Heliostat.Manager.Recipes;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Recipes;

/// <summary>The recipes that come with the program.</summary>
public sealed class OfficialRecipesTests : IAsyncLifetime
{
    private static readonly string[] Slugs =
    [
        "blender-batch", "ffmpeg-transcode", "jupyterlab", "pytorch-training", "ssh-workspace", "vllm-endpoint",
    ];

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;

    public static TheoryData<string> All => [.. Slugs];

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task Everyone_sees_them_and_nobody_changes_them()
    {
        var listed = await _consumer.GetAsync(
            $"{Kitchen.Route}?filter[is_official]=true", ApiJson.Default.ListPageRecipeResource);
        Assert.Equal(
            Slugs.Select(RecipeId.OfSlug).Order().Select(id => id.Value), listed.Data.Select(one => one.Uuid));
        Assert.All(listed.Data, one => Assert.Equal(
            ("PUBLIC", true, false, null), (one.Visibility, one.IsOfficial, one.IsOwner, one.CreatedAt)));
        var one = $"{Kitchen.Route}/{listed.Data[0].Uuid}";
        await _consumer.RefusedAsync("PUT", one, "{}"u8.ToArray(), HttpStatusCode.Forbidden, "recipe-official");
        await _consumer.RefusedAsync("DELETE", one, null, HttpStatusCode.Forbidden, "recipe-official");
        using var fork = await _consumer.SendAsync("POST", $"{one}/fork");
        Assert.Equal(
            listed.Data[0].Uuid,
            (await ApiClient.ReadAsync(fork, ApiJson.Default.RecipeResource)).ForkedFromRecipeUuid);
    }

    [Fact]
    public void Their_ids_are_those_of_every_release() => Assert.Equal(
        Guid.Parse("031b761c-84b8-dc31-ef55-7973be218d4d"), RecipeId.OfSlug("ssh-workspace").Value);

    [Theory]
    [MemberData(nameof(All))]
    public void Each_is_a_job_once_what_it_needs_is_filled_in(string slug)
    {
        var recipe = OfficialRecipes.Shipped.Read(RecipeId.OfSlug(slug));
        Assert.StartsWith("# ", recipe.QuickstartMd, StringComparison.Ordinal);
        Assert.Contains($"recipe cook {slug}", recipe.QuickstartMd, StringComparison.Ordinal);
        var inputs = recipe.Inputs.Where(input => input.Required == true).ToDictionary(
            input => input.Key, _ => "something");
        Assert.All(inputs.Keys, key => Assert.Contains($"{key}=", recipe.QuickstartMd!, StringComparison.Ordinal));

        var body = JsonSerializer.SerializeToUtf8Bytes(new { inputs });
        Assert.True(Cooking.TryCook(recipe, body, out var cooked, out var problem), problem?.Sentence);
        Assert.DoesNotContain("{{", Encoding.UTF8.GetString(cooked), StringComparison.Ordinal);
        var job = JsonSerializer.Deserialize(cooked, ApiJson.Default.JobRequest)!;
        Assert.Equal(JobTypes.Docker, job.Parameters!.Type);
        var container = job.Parameters.Parameters.Deserialize(ApiJson.Default.ContainerParameters)!;
        Assert.NotEqual("latest", container.Tag ?? "latest");
        Assert.Equal(job.Task == JobKind.Persistent, job.MaxTimeoutRunMs is null);
        Assert.Equal(job.Task == JobKind.Persistent, container.Ports is { Count: > 0 });
    }

    [Fact]
    public void A_workspace_asks_for_a_key_and_for_nothing_else()
    {
        var recipe = OfficialRecipes.Shipped.Read(RecipeId.OfSlug("ssh-workspace"));
        Assert.Equal("ssh_key", Assert.Single(recipe.Inputs, input => input.Required == true).Key);
        Assert.Null(RecipeReading.WhyNotPublic(recipe));
        Assert.Equal(RecipeVisibility.Public, OfficialRecipes.Shipped.Find(RecipeId.OfSlug("ssh-workspace"))!
            .Visibility);
    }
}
