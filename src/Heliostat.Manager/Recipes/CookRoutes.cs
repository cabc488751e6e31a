using System.Net.Mime;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Recipes;

/// <summary>Makes a job of a recipe: <c>POST /v1/job-recipes/{uuid}/cook</c>.</summary>
internal sealed class CookRoutes(ManagerLoop loop, RecipeDesk desk, JobRoutes jobs)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Post("/v1/job-recipes/{uuid:guid}/cook", CookAsync).For(AccessRule.ChangesJobs)
            .Describe(
                "Job recipes",
                "Cook a recipe",
                "Submits the job. The body has inputs, an object of their values, and any field of a job, which "
                + "replaces the recipe's as a JSON merge patch does.")
            .Takes<JobRequest>().Gives<JobResource>(StatusCodes.Status201Created);

    private async Task<IResult> CookAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        if (caller.Body.Length > 0 && !context.Request.HasJsonContentType())
        {
            return StrictJson.MediaTypeUnsupported;
        }

        await loop.AskAsync(static _ => true);
        if (desk.Find(new RecipeId(uuid), caller) is not var (recipe, says))
        {
            return RecipeRoutes.Unknown;
        }

        if (!Cooking.TryCook(says, caller.Body, out var job, out var problem))
        {
            return problem;
        }

        // The job is JSON, also where nothing had to be said about it.
        context.Request.ContentType = MediaTypeNames.Application.Json;
        return await jobs.SubmitAsync(context, job, recipe.Id);
    }
}
