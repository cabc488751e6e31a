using System.Net;
using System.Text.Json;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Recipes;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using static Heliostat.Manager.Tests.Recipes.Kitchen;

namespace Heliostat.Manager.Tests.Recipes;

/// <summary>Jobs that are cooked of recipes.</summary>
public sealed class CookTests : IAsyncLifetime
{
    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private Guid _recipe;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _recipe = (await _consumer.MakeRecipeAsync()).Uuid;
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task Inputs_are_filled_in_and_the_job_names_its_recipe()
    {
        var job = await _consumer.CookAsync(
            _recipe, """{"inputs":{"word":"hello","loud":true,"lines":"one\ntwo","size":"m"}}""");
        Assert.Equal(
            ("say hello", 7, (Guid?)_recipe, 1),
            (job.Title, job.Priority, job.SourceRecipeUuid, job.Units.Total));
        var said = SaidBy(job);
        Assert.Equal("hello, hello!", said.GetProperty("say").GetString());
        Assert.True(said.GetProperty("loud").GetBoolean());
        Assert.Equal("one\ntwo", said.GetProperty("many").GetString());
        Assert.Equal("{{ no key }}", said.GetProperty("kept").GetString());
        Assert.Equal("7", said.GetProperty("env").GetProperty("N").GetString());

        await _manager.RestartAsync();
        var shown = await _consumer.GetAsync($"/v1/jobs/{job.Uuid}", ApiJson.Default.JobResource);
        Assert.Equal(_recipe, shown.SourceRecipeUuid);
        var recipe = await _consumer.GetAsync($"{Route}/{_recipe}", ApiJson.Default.RecipeResource);
        Assert.Equal(job.CreatedAt, recipe.LastUsedAt);
        Assert.Null((await _consumer.SubmitEchoAsync()).SourceRecipeUuid);
    }

    [Fact]
    public async Task What_is_filled_in_stays_text_whatever_it_looks_like()
    {
        var word = "\",\"title\":\"mine\",\"x\":{{priority}}\\u0022 {{word}}";
        var body = JsonSerializer.Serialize(new { inputs = new { word } });
        var job = await _consumer.CookAsync(_recipe, body);
        Assert.Equal($"say {word}", job.Title);
        Assert.Equal($"{word}, {word}!", SaidBy(job).GetProperty("say").GetString());
    }

    [Fact]
    public async Task What_is_not_filled_in_is_empty_or_left_out()
    {
        var said = SaidBy(await _consumer.CookAsync(_recipe, """{"inputs":{"word":"hello","loud":null}}"""));
        Assert.False(said.TryGetProperty("loud", out _));
        Assert.False(said.TryGetProperty("many", out _));
    }

    [Fact]
    public async Task Fields_of_the_job_replace_those_of_the_recipe()
    {
        var job = await _consumer.CookAsync(
            _recipe,
            """
            {"inputs":{"word":"hello"},"title":"my {{word}}","priority":null,"max_retry_count":2,
            "parameters":{"parameters":{"count":3,"payload":{"say":"bye","more":1}}}}
            """);
        Assert.Equal(("my {{word}}", 50, 2, 3), (job.Title, job.Priority, job.MaxRetryCount, job.Units.Total));
        Assert.Equal(
            ("bye", 1, "{{ no key }}"),
            (SaidBy(job).GetProperty("say").GetString(), SaidBy(job).GetProperty("more").GetInt32(),
                SaidBy(job).GetProperty("kept").GetString()));
    }

    [Fact]
    public async Task Inputs_that_are_missing_unknown_or_of_another_type_are_named()
    {
        await UnfitAsync("", "input-missing", "inputs.word");
        await UnfitAsync("{}", "input-missing", "inputs.word");
        await UnfitAsync("""{"inputs":{"word":"  "}}""", "input-missing", "inputs.word");
        await UnfitAsync("""{"inputs":{"word":null}}""", "input-missing", "inputs.word");
        await UnfitAsync("""{"inputs":{"word":"a","colour":"red"}}""", "input-unknown", "inputs.colour");
        await UnfitAsync("""{"inputs":{"word":7}}""", "input-invalid", "inputs.word");
        await UnfitAsync("""{"inputs":{"word":"two\nlines"}}""", "input-invalid", "inputs.word");
        await UnfitAsync("""{"inputs":{"word":"a","priority":"7"}}""", "input-invalid", "inputs.priority");
        await UnfitAsync("""{"inputs":{"word":"a","loud":"yes"}}""", "input-invalid", "inputs.loud");
        await UnfitAsync("""{"inputs":{"word":"a","size":"xl"}}""", "input-invalid", "inputs.size");
        await UnfitAsync("""{"inputs":[]}""", "field-invalid", "inputs");
        await UnfitAsync("""{"inputs":{"word":"a"},"colour":"red"}""", "field-unknown", "colour");
        await UnfitAsync("[]", "field-invalid", "");
    }

    [Fact]
    public async Task A_job_that_is_cooked_passes_the_same_gates_as_any_other()
    {
        using var answer = await _consumer.SendAsync(
            "POST", $"{Route}/{_recipe}/cook",
            """{"inputs":{"word":"a"},"max_timeout_run_ms":1}"""u8.ToArray());
        await ApiClient.RefusedAsync(answer, HttpStatusCode.UnprocessableEntity, "max-timeout-run-ms-invalid");
        await _consumer.EditRecipeAsync(_recipe, """{"visibility":"ARCHIVED"}""");
        using var put = await _consumer.SendAsync(
            "POST", $"{Route}/{_recipe}/cook", """{"inputs":{"word":"a"}}"""u8.ToArray());
        await ApiClient.RefusedAsync(put, HttpStatusCode.Conflict, "recipe-archived");
    }

    [Fact]
    public async Task A_request_repeated_with_its_idempotency_key_cooks_one_job()
    {
        const string Body = """{"inputs":{"word":"a"}}""";
        var first = await _consumer.CookAsync(_recipe, Body, "once");
        var again = await _consumer.CookAsync(_recipe, Body, "once");
        Assert.Equal(first.Uuid, again.Uuid);
        var jobs = await _consumer.GetAsync("/v1/jobs", ApiJson.Default.ListPageJobResource);
        Assert.Equal(1, jobs.Total);
    }

    [Fact]
    public async Task A_little_that_is_repeated_often_does_not_make_a_giant()
    {
        var many = string.Concat(Enumerable.Repeat("{{word}}", 1_000));
        var payload = Payload.Replace("{{word}}, {{word}}!", many, StringComparison.Ordinal);
        var recipe = (await _consumer.MakeRecipeAsync(Body(payload: payload))).Uuid;
        Assert.Equal(1_000, SaidBy(await _consumer.CookAsync(recipe, """{"inputs":{"word":"x"}}"""))
            .GetProperty("say").GetString()!.Length);
        var word = new string('x', InputRules.ValueLengthMax);
        var wrong = await _consumer.RefusedAsync(
            "POST", $"{Route}/{recipe}/cook", ApiClient.Bytes($$$"""{"inputs":{"word":"{{{word}}}"}}"""),
            HttpStatusCode.UnprocessableEntity, "cooked-too-large");
        Assert.Contains($"{RequestBody.BytesMax}", wrong.Detail, StringComparison.Ordinal);
    }

    private async Task UnfitAsync(string json, string code, string? field)
    {
        var wrong = await _consumer.RefusedAsync(
            "POST", $"{Route}/{_recipe}/cook", ApiClient.Bytes(json), HttpStatusCode.BadRequest, code);
        Assert.Equal(field, wrong.Field);
    }
}
