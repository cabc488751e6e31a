using Heliostat.Core;
using Heliostat.Core.Recipes;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Recipes;

/// <summary>Makes, lists, shows, changes and removes recipes: <c>/v1/job-recipes</c>.</summary>
internal sealed class RecipeRoutes(ManagerLoop loop, RecipeDesk desk, NewRecipes made, IdempotencyBook idempotency)
{
    private const string Tag = "Job recipes";
    private const string One = "/v1/job-recipes/{uuid:guid}";
    private const string OnlyOfficial = "filter[is_official]";
    private const string OnlyVisibility = "filter[visibility]";

    private static readonly string[] Sorts = ["created_at", "updated_at", "last_used_at"];

    public static ProblemAnswer Unknown { get; } = Problems.From(
        new Refusal("recipe-unknown", "This account sees no such recipe."));

    private static readonly ProblemAnswer Official = new(
        StatusCodes.Status403Forbidden,
        "recipe-official",
        "This recipe comes with the program and nobody changes it; fork it, and change the copy.");

    private static readonly ProblemAnswer Foreign = new(
        StatusCodes.Status403Forbidden,
        "recipe-foreign",
        "This recipe is another account's, which alone changes it; fork it, and change the copy.");

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Post("/v1/job-recipes", CreateAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Make a recipe", "A job request with placeholders, and the inputs that fill them.")
            .Takes<RecipeRequest>().Gives<RecipeResource>(StatusCodes.Status201Created);
        routes.Get("/v1/job-recipes", ListAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "List recipes", "Your own, those that are public, and those that come with the program.")
            .TakesQuery(OnlyOfficial, OnlyVisibility, "limit", "page", "sort").Gives<ListPage<RecipeResource>>();
        routes.Get(One, ShowAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "Show a recipe", "With its payload and its quickstart.").Gives<RecipeResource>();
        routes.Put(One, EditAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Change a recipe", "Also who sees it. What is left out stays; an empty text goes.")
            .Takes<RecipeRequest>().Gives<RecipeResource>();
        routes.Delete(One, RemoveAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Remove a recipe", "For good. To keep it out of the way, make it ARCHIVED instead.")
            .Gives<RecipeResource>();
        routes.Post($"{One}/fork", ForkAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Fork a recipe", "Makes a PRIVATE copy of your own of any recipe that you see.")
            .Takes<RecipeForkRequest>().Gives<RecipeResource>(StatusCodes.Status201Created);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var type = ApiJson.Default.RecipeRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong)
            || !RecipeReading.TryRead(asked, null, out var recipe, out wrong)
            || !TryReadVisibility(asked.Visibility, out var visibility, out wrong))
        {
            return wrong;
        }

        return visibility == RecipeVisibility.Public && RecipeReading.WhyNotPublic(recipe) is { } secret
            ? secret
            : await MakeAsync(context, caller, recipe, visibility ?? RecipeVisibility.Private, null);
    }

    private async Task<IResult> ForkAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        if (!TryReadName(context.Request, caller.Body, out var name, out var wrong))
        {
            return wrong;
        }

        if (await FindAsync(uuid, caller) is not var (origin, says))
        {
            return Unknown;
        }

        return RecipeReading.TryRead(new RecipeRequest { Name = name }, says, out var copy, out wrong)
            ? await MakeAsync(context, caller, copy, RecipeVisibility.Private, origin.Id)
            : wrong;
    }

    private async Task<IResult> MakeAsync(
        HttpContext context, Caller caller, SealedRecipe recipe, RecipeVisibility visibility, RecipeId? from)
    {
        var (once, problem) = await idempotency.BeginAsync(context, caller);
        if (once is null)
        {
            return problem!;
        }

        using (once)
        {
            var (id, refused) = await made.CreateAsync(once, caller, recipe, visibility, from);
            return id is not { } one ? refused!
                : await FindAsync(one.Value, caller) is var (known, says)
                    ? Answer.Created(
                        RecipeDesk.Show(known, says, caller.Account), ApiJson.Default.RecipeResource)
                    : Unknown;
        }
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadTruth(context.Request, OnlyOfficial, out var official, out wrong)
            || !ListFilters.TryReadState(context.Request, OnlyVisibility, out RecipeVisibility? visibility, out wrong)
            || !ListFilters.TryReadSort(context.Request, Sorts[0], Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        await SeeAsync();
        var caller = Caller.Of(context);
        var found = desk.SeenBy(caller)
            .Where(recipe => official is null || recipe.IsOfficial == official)
            .Where(recipe => visibility is null || recipe.Visibility == visibility)
            .OrderBy(recipe => KeyOf(recipe, sort.Field, caller)).ThenBy(recipe => recipe.Id);
        var rows = page.Of(found, sort.Descending);
        return Answer.Ok(
            new ListPage<RecipeResource>(
                [.. rows.Data.Select(recipe => desk.Show(recipe, caller)).OfType<RecipeResource>()],
                rows.Page,
                rows.Limit,
                rows.Total),
            ApiJson.Default.ListPageRecipeResource);
    }

    private async Task<IResult> ShowAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        return await FindAsync(uuid, caller) is var (recipe, says)
            ? Answer.Ok(RecipeDesk.Show(recipe, says, caller.Account), ApiJson.Default.RecipeResource)
            : Unknown;
    }

    private async Task<IResult> EditAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        var type = ApiJson.Default.RecipeRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong)
            || !TryReadVisibility(asked.Visibility, out var visibility, out wrong))
        {
            return wrong;
        }

        if (await FindAsync(uuid, caller) is not var (recipe, says))
        {
            return Unknown;
        }

        if (WhyNotChange(recipe, caller) is { } refused)
        {
            return refused;
        }

        if (!RecipeReading.TryRead(asked, says, out var edited, out wrong))
        {
            return wrong;
        }

        if ((visibility ?? recipe.Visibility) == RecipeVisibility.Public
            && RecipeReading.WhyNotPublic(edited) is { } secret)
        {
            return secret;
        }

        var isSame = asked == new RecipeRequest { Visibility = asked.Visibility };
        return await made.EditAsync(caller, recipe, isSame ? null : edited, visibility)
            ?? await ShowAsync(context, uuid);
    }

    private async Task<IResult> RemoveAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        if (await FindAsync(uuid, caller) is not var (recipe, says))
        {
            return Unknown;
        }

        var removed = RecipeDesk.Show(recipe, says, caller.Account);
        return WhyNotChange(recipe, caller)
            ?? await made.RemoveAsync(caller, recipe)
            ?? Answer.Ok(removed, ApiJson.Default.RecipeResource);
    }

    private static ProblemAnswer? WhyNotChange(KnownRecipe recipe, Caller caller) =>
        recipe.IsOfficial ? Official : recipe.Account != caller.Account ? Foreign : null;

    private static long KeyOf(KnownRecipe recipe, string field, Caller caller) =>
        field == Sorts[0] ? recipe.CreatedAtMs
        : field == Sorts[1] ? recipe.UpdatedAtMs
        : recipe.Account == caller.Account ? recipe.LastUsedAtMs ?? 0
        : 0;

    private static bool TryReadName(HttpRequest request, byte[] body, out string? name, out ProblemAnswer wrong)
    {
        (name, wrong) = (null, null!);
        if (body.Length == 0)
        {
            return true;
        }

        var isRead = StrictJson.TryRead(request, body, ApiJson.Default.RecipeForkRequest, out var asked, out wrong);
        name = asked?.Name;
        return isRead;
    }

    private static bool TryReadVisibility(string? word, out RecipeVisibility? visibility, out ProblemAnswer wrong)
    {
        (visibility, wrong) = (word switch
        {
            "PRIVATE" => RecipeVisibility.Private,
            "PUBLIC" => RecipeVisibility.Public,
            "ARCHIVED" => RecipeVisibility.Archived,
            _ => null,
        }, null!);
        if (word is null || visibility is not null)
        {
            return true;
        }

        wrong = Problems.Unprocessable(
            "visibility-invalid", "A recipe is PRIVATE, PUBLIC or ARCHIVED.", "visibility");
        return false;
    }

    private async Task<(KnownRecipe Recipe, SealedRecipe Says)?> FindAsync(Guid uuid, Caller caller)
    {
        await SeeAsync();
        return desk.Find(new RecipeId(uuid), caller);
    }

    // A question is answered after readers saw what was answered before it.
    private Task<bool> SeeAsync() => loop.AskAsync(static _ => true);
}
