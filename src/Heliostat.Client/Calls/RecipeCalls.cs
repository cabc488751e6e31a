using System.Text.Json;
using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>Make, list, change and cook recipes: templates for jobs with a few inputs.</summary>
public sealed class RecipeCalls
{
    private const string Route = "/v1/job-recipes";

    private readonly ApiConnection _connection;

    internal RecipeCalls(ApiConnection connection) => _connection = connection;

    /// <summary>Makes a recipe.</summary>
    /// <exception cref="HeliostatException">It was refused; the code says why.</exception>
    public Task<RecipeResource> CreateAsync(RecipeRequest recipe, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath(Route),
            new ApiBody<RecipeRequest>(recipe, ClientJson.Default.RecipeRequest),
            ClientJson.Default.RecipeResource,
            cancellation);

    /// <summary>One recipe.</summary>
    public Task<RecipeResource> GetAsync(Guid recipe, CancellationToken cancellation) =>
        _connection.GetAsync(new ApiPath($"{Route}/{recipe}"), ClientJson.Default.RecipeResource, cancellation);

    /// <summary>One page of what the account sees: its own, public ones, and those of the program.</summary>
    public Task<ListPage<RecipeResource>> ListAsync(RecipeListQuery query, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath(Route).With(
                ("filter[is_official]", query.IsOfficial is { } official ? official ? "true" : "false" : null),
                ("filter[visibility]", query.Visibility),
                ("limit", query.Limit),
                ("page", query.Page),
                ("sort", query.Sort)),
            ClientJson.Default.ListPageRecipeResource,
            cancellation);

    /// <summary>All that the account sees, page by page.</summary>
    public IAsyncEnumerable<RecipeResource> AllAsync(CancellationToken cancellation = default) => Pages.AllAsync(
        (page, limit, stop) => ListAsync(new RecipeListQuery { Page = page, Limit = limit }, stop), cancellation);

    /// <summary>Changes a recipe, or who sees it; what is null stays, and an empty text goes.</summary>
    public Task<RecipeResource> EditAsync(Guid recipe, RecipeRequest changes, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Put,
            new ApiPath($"{Route}/{recipe}"),
            new ApiBody<RecipeRequest>(changes, ClientJson.Default.RecipeRequest),
            ClientJson.Default.RecipeResource,
            cancellation);

    /// <summary>Removes a recipe for good.</summary>
    public Task<RecipeResource> RemoveAsync(Guid recipe, CancellationToken cancellation) => _connection.SendAsync(
        HttpMethod.Delete, new ApiPath($"{Route}/{recipe}"), ClientJson.Default.RecipeResource, cancellation);

    /// <summary>Makes a copy of the account's own of any recipe that it sees.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="name">What the copy is called; null for the same.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<RecipeResource> ForkAsync(Guid recipe, string? name, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath($"{Route}/{recipe}/fork"),
            new ApiBody<RecipeForkRequest>(new RecipeForkRequest(name), ClientJson.Default.RecipeForkRequest),
            ClientJson.Default.RecipeResource,
            cancellation);

    /// <summary>Submits the job that a recipe makes. When this returns, the job is durable.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="order">
    /// An object with <c>inputs</c>, the values by their keys, and any field of a job, which replaces the recipe's as a
    /// JSON merge patch does.
    /// </param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="HeliostatException">An input is missing or wrong, or the job was refused.</exception>
    public Task<JobResource> CookAsync(Guid recipe, JsonElement order, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath($"{Route}/{recipe}/cook"),
            new ApiBody<JsonElement>(order, ClientJson.Default.JsonElement),
            ClientJson.Default.JobResource,
            cancellation);
}
