using System.Net;
using System.Text;
using Heliostat.Core.Recipes;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using static Heliostat.Manager.Tests.Recipes.Kitchen;

namespace Heliostat.Manager.Tests.Recipes;

/// <summary>Recipes as a consumer keeps them.</summary>
public sealed class RecipeRoutesTests : IAsyncLifetime
{
    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task A_recipe_is_made_shown_and_removed_and_a_restart_keeps_it()
    {
        var made = await _consumer.MakeRecipeAsync();
        await _manager.RestartAsync();

        var shown = await GetAsync(_consumer, made.Uuid);
        Assert.Equal(
            ("job_recipe", "echo", "says a word", "PRIVATE", "# Say", "https://pictures.example/1.png"),
            (shown.Object, shown.Name, shown.Description, shown.Visibility, shown.QuickstartMd, shown.ThumbnailUrl));
        Assert.Equal(5, shown.InputSchema.Count);
        Assert.Equal("say {{word}}", shown.Payload.GetProperty("title").GetString());
        Assert.Equal(
            (true, false, null, null),
            (shown.IsOwner, shown.IsOfficial, shown.ForkedFromRecipeUuid, shown.LastUsedAt));
        Assert.Equal(shown.CreatedAt, shown.UpdatedAt);

        using var removed = await _consumer.SendAsync("DELETE", $"{Route}/{made.Uuid}");
        Assert.Equal(made.Uuid, (await ApiClient.ReadAsync(removed, ApiJson.Default.RecipeResource)).Uuid);
        await RefusedAsync(_consumer, "GET", made.Uuid, "", null, HttpStatusCode.NotFound, "recipe-unknown");
        await RefusedAsync(_consumer, "DELETE", made.Uuid, "", null, HttpStatusCode.NotFound, "recipe-unknown");
        Assert.Empty(await ListAsync(_consumer, "filter[is_official]=false"));
    }

    [Fact]
    public async Task Nothing_that_a_recipe_says_is_in_the_journal()
    {
        var made = await _consumer.MakeRecipeAsync(Body("for your eyes only"));
        await _consumer.EditRecipeAsync(made.Uuid, """{"description":"nobody else's business"}""");
        await _consumer.CookAsync(made.Uuid, """{"inputs":{"word":"a word in your ear"}}""");
        await _manager.RestartAsync();
        string[] files = [.. Directory.GetFiles(_manager.Folder, "*.db*").Where(path => !path.EndsWith(".lock"))];
        Assert.True(files.Length >= 3, $"{files.Length} files");
        foreach (var path in files)
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, Encoding.Latin1);
            var text = await reader.ReadToEndAsync();
            foreach (var secret in new[] { "for your eyes only", "nobody else", "a word in your ear", "says a word" })
            {
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_request_repeated_with_its_idempotency_key_makes_one_recipe()
    {
        using var first = await _consumer.SendAsync("POST", Route, Body(), "once");
        using var again = await _consumer.SendAsync("POST", Route, Body(), "once");
        Assert.Equal(
            (await ApiClient.ReadAsync(first, ApiJson.Default.RecipeResource)).Uuid,
            (await ApiClient.ReadAsync(again, ApiJson.Default.RecipeResource)).Uuid);
        Assert.Single(await ListAsync(_consumer, "filter[is_official]=false"));
    }

    [Fact]
    public async Task What_is_edited_changes_what_is_left_out_stays_and_an_empty_text_goes()
    {
        var made = await _consumer.MakeRecipeAsync();
        var edited = await _consumer.EditRecipeAsync(
            made.Uuid, """{"name":"louder","description":"","visibility":"PUBLIC"}""");
        Assert.Equal(
            ("louder", null, "PUBLIC", "# Say"),
            (edited.Name, edited.Description, edited.Visibility, edited.QuickstartMd));
        Assert.Equal(made.Payload.GetRawText(), edited.Payload.GetRawText());

        var archived = await _consumer.EditRecipeAsync(made.Uuid, """{"visibility":"ARCHIVED"}""");
        Assert.Equal(("ARCHIVED", "louder"), (archived.Visibility, archived.Name));
        var wrong = await RefusedAsync(
            _consumer, "PUT", made.Uuid, "", """{"visibility":"HIDDEN"}""", HttpStatusCode.UnprocessableEntity,
            "visibility-invalid");
        Assert.Equal("visibility", wrong.Field);
        await RefusedAsync(
            _consumer, "PUT", made.Uuid, "", """{"input_schema":[]}""", HttpStatusCode.UnprocessableEntity,
            "placeholder-unknown");
    }

    [Fact]
    public async Task Others_see_and_fork_what_is_public_and_change_none_of_it()
    {
        var (hidden, shown) = (
            await _consumer.MakeRecipeAsync(),
            await _consumer.MakeRecipeAsync(Body("shown", visibility: "PUBLIC")));
        await _consumer.CookAsync(shown.Uuid, """{"inputs":{"word":"hello"}}""");
        var other = await _manager.ConsumerAsync();
        foreach (var (method, path, body) in new[]
            {
                ("GET", "", null), ("PUT", "", "{}"), ("DELETE", "", null), ("POST", "/fork", null),
                ("POST", "/cook", """{"inputs":{"word":"hello"}}"""),
            })
        {
            await RefusedAsync(other, method, hidden.Uuid, path, body, HttpStatusCode.NotFound, "recipe-unknown");
        }

        var seen = Assert.Single(await ListAsync(other, "filter[is_official]=false"));
        Assert.Equal((shown.Uuid, false, null), (seen.Uuid, seen.IsOwner, seen.LastUsedAt));
        await RefusedAsync(other, "PUT", shown.Uuid, "", "{}", HttpStatusCode.Forbidden, "recipe-foreign");
        await RefusedAsync(other, "DELETE", shown.Uuid, "", null, HttpStatusCode.Forbidden, "recipe-foreign");

        using var answer = await other.SendAsync(
            "POST", $"{Route}/{shown.Uuid}/fork", ApiClient.Bytes("""{"name":"mine"}"""));
        var fork = await ApiClient.ReadAsync(answer, ApiJson.Default.RecipeResource);
        Assert.Equal(
            ("mine", "PRIVATE", true, (Guid?)shown.Uuid),
            (fork.Name, fork.Visibility, fork.IsOwner, fork.ForkedFromRecipeUuid));
        Assert.Equal(shown.Payload.GetRawText(), fork.Payload.GetRawText());

        var lender = await _manager.OperatorAsync();
        await RefusedAsync(lender, "GET", shown.Uuid, "", null, HttpStatusCode.Forbidden, "scope-missing");
    }

    [Fact]
    public async Task Recipes_are_listed_by_visibility_and_in_the_order_that_is_asked_for()
    {
        var first = (await _consumer.MakeRecipeAsync()).Uuid;
        var second = (await _consumer.MakeRecipeAsync(Body("b", visibility: "PUBLIC"))).Uuid;
        await _consumer.CookAsync(first, """{"inputs":{"word":"hello"}}""");
        const string Own = "filter[is_official]=false";
        Assert.Equal([first, second], Ids(await ListAsync(_consumer, Own)));
        Assert.Equal([second, first], Ids(await ListAsync(_consumer, $"{Own}&sort=-created_at")));
        Assert.Equal([first, second], Ids(await ListAsync(_consumer, $"{Own}&sort=-last_used_at")));
        await _consumer.EditRecipeAsync(first, """{"name":"newer"}""");
        Assert.Equal([first, second], Ids(await ListAsync(_consumer, $"{Own}&sort=-updated_at")));
        Assert.Equal([first], Ids(await ListAsync(_consumer, "filter[visibility]=PRIVATE")));
        Assert.Empty(await ListAsync(_consumer, "filter[visibility]=ARCHIVED"));
        Assert.Equal(2, (await ListAsync(_manager.Owner, Own)).Count);
    }

    [Fact]
    public async Task What_is_no_recipe_is_refused_and_the_field_is_named()
    {
        await UnfitAsync("{}", HttpStatusCode.BadRequest, "field-missing", "name");
        await UnfitAsync("""{"name":"a"}""", HttpStatusCode.BadRequest, "field-missing", "payload");
        await UnfitAsync("""{"name":"a","payload":[]}""", HttpStatusCode.BadRequest, "field-invalid", "payload");
        await UnfitAsync(
            """{"name":"a","payload":{"parameters":{},"colour":1}}""", HttpStatusCode.BadRequest, "field-unknown",
            "payload.colour");
        await UnfitAsync(
            """{"name":"a","payload":{"title":"x"}}""", HttpStatusCode.BadRequest, "field-missing",
            "payload.parameters");
        await UnfitAsync(With("name", "\" \""), HttpStatusCode.UnprocessableEntity, "name-invalid", "name");
        await UnfitAsync(
            With("description", $"\"{new string('x', RecipeRequest.DescriptionLengthMax + 1)}\""),
            HttpStatusCode.UnprocessableEntity, "description-invalid", "description");
        await UnfitAsync(
            With("quickstart_md", $"\"{new string('x', RecipeRequest.QuickstartLengthMax + 1)}\""),
            HttpStatusCode.UnprocessableEntity, "quickstart-invalid", "quickstart_md");
        await UnfitAsync(
            With("thumbnail_url", "\"http://pictures.example/\""), HttpStatusCode.UnprocessableEntity, "url-invalid",
            "thumbnail_url");
        await UnfitAsync(
            With("visibility", "\"ARCHIVED\""), HttpStatusCode.UnprocessableEntity, "visibility-invalid", null);
        var large = new string('x', RecipeRequest.PayloadBytesMax);
        await UnfitAsync(
            """{"name":"a","payload":{"parameters":{"type":"LARGE"}}}""".Replace("LARGE", large),
            HttpStatusCode.UnprocessableEntity, "payload-too-large", "payload");
    }

    [Theory]
    [InlineData("""[{"key":"Word","type":"string"}]""")]
    [InlineData("""[{"key":"a-b","type":"string"}]""")]
    [InlineData("""[{"key":"a","type":"file"}]""")]
    [InlineData("""[{"key":"a","type":"string"},{"key":"a","type":"text"}]""")]
    [InlineData("""[{"key":"a","type":"select"}]""")]
    [InlineData("""[{"key":"a","type":"string","options":[{"label":"A","value":"a"}]}]""")]
    [InlineData("""[{"key":"a","type":"number","default_value":"7"}]""")]
    [InlineData("""[{"key":"a","type":"select","default_value":"b","options":[{"label":"A","value":"a"}]}]""")]
    public async Task Inputs_that_nobody_could_fill_in_are_refused(string schema)
    {
        var wrong = await _consumer.RefusedAsync(
            "POST", Route, Body(payload: """{"parameters":{}}""", schema: schema),
            HttpStatusCode.UnprocessableEntity, "input-schema-invalid");
        Assert.StartsWith("input_schema[", wrong.Field, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_not_shown_to_all()
    {
        const string Payload = """{"parameters":{"type":"docker","parameters":{"image":"a","secret":"SECRET"}}}""";
        var told = Payload.Replace("SECRET", "hush", StringComparison.Ordinal);
        await _consumer.RefusedAsync(
            "POST", Route, Body(payload: told, visibility: "PUBLIC"), HttpStatusCode.UnprocessableEntity,
            "recipe-holds-secret");
        var hidden = await _consumer.MakeRecipeAsync(Body(payload: told));
        await RefusedAsync(
            _consumer, "PUT", hidden.Uuid, "", """{"visibility":"PUBLIC"}""", HttpStatusCode.UnprocessableEntity,
            "recipe-holds-secret");

        var asked = Payload.Replace("SECRET", "{{word}}", StringComparison.Ordinal);
        await _consumer.MakeRecipeAsync(Body(payload: asked, visibility: "PUBLIC"));
    }

    [Fact]
    public async Task An_account_has_a_hundred_recipes()
    {
        for (var i = 0; i < CreateRecipe.RecipesPerAccountMax; i++)
        {
            await _consumer.MakeRecipeAsync();
        }

        await _consumer.RefusedAsync("POST", Route, Body(), HttpStatusCode.Conflict, "recipes-too-many");
    }

    private static string With(string field, string json) => field == "name"
        ? $$"""{"payload":{"parameters":{} },"name":{{json}} }"""
        : $$"""{"name":"a","payload":{"parameters":{} },"{{field}}":{{json}} }""";

    private static IEnumerable<Guid> Ids(IReadOnlyList<RecipeResource> recipes) => recipes.Select(one => one.Uuid);

    private static Task<RecipeResource> GetAsync(ApiClient client, Guid recipe) =>
        client.GetAsync($"{Route}/{recipe}", ApiJson.Default.RecipeResource);

    private static async Task<IReadOnlyList<RecipeResource>> ListAsync(ApiClient client, string query) =>
        (await client.GetAsync($"{Route}?{query}", ApiJson.Default.ListPageRecipeResource)).Data;

    private static Task<Problem> RefusedAsync(
        ApiClient client, string method, Guid recipe, string path, string? body, HttpStatusCode status, string code) =>
        client.RefusedAsync(
            method, $"{Route}/{recipe}{path}", body is null ? null : ApiClient.Bytes(body), status, code);

    private async Task UnfitAsync(string json, HttpStatusCode status, string code, string? field) =>
        Assert.Equal(
            field,
            (await _consumer.RefusedAsync("POST", Route, ApiClient.Bytes(json), status, code)).Field);
}
