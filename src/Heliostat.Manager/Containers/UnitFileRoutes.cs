using Heliostat.Manager.Accounts;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Containers;

/// <summary>Lists the files that a container left: <c>/v1/jobs/{uuid}/units/{unit}/files</c>.</summary>
internal sealed class UnitFileRoutes(ViewReads reads, FolderCheck folders, BlobUrls urls)
{
    private static readonly string[] Sorts = ["path"];

    private static readonly ProblemAnswer UnitUnknown = new(
        StatusCodes.Status404NotFound, "unit-unknown", "This job has no such unit.");

    private static readonly ProblemAnswer FilesGone = new(
        StatusCodes.Status410Gone, "files-gone", "The files of this unit are kept no longer.");

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/v1/jobs/{uuid:guid}/units/{unit:int}/files", ListAsync).For(AccessRule.ReadsJobs)
            .Describe(
                "Jobs",
                "List the files of a unit",
                "What a container left at /output, by path; each file with a signed URL, good for 15 minutes.")
            .TakesQuery("limit", "page", "sort").Gives<ListPage<UnitFileResource>>();

    private async Task<IResult> ListAsync(HttpContext context, Guid uuid, int unit)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadSort(context.Request, "path", Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        if (!await reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        if (reads.FindJob(uuid, Caller.Of(context)) is not { } job)
        {
            return Problems.JobUnknown;
        }

        if (unit >= job.UnitsTotal || unit < 0)
        {
            return UnitUnknown;
        }

        var files = await FilesOfAsync(job, unit, context.RequestAborted);
        if (files is null)
        {
            return FilesGone;
        }

        var shown = page.Of(files, sort.Descending);
        return Answer.Ok(
            new ListPage<UnitFileResource>(
                [.. shown.Data.Select(file => Of(job.Account, file))], shown.Page, shown.Limit, shown.Total),
            ApiJson.Default.ListPageUnitFileResource);
    }

    // None of a unit that is not accepted, and null where they are kept no longer.
    private async Task<IReadOnlyList<FolderFile>?> FilesOfAsync(JobRow job, int unit, CancellationToken cancellation)
    {
        if (job.Spec.Container is null
            || reads.Views.FindUnit(job.Id, unit) is not { State: UnitVerdictState.Accepted, File: { } list })
        {
            return [];
        }

        return (await folders.ReadAsync(job.Account, list.Hash, cancellation))?.Files;
    }

    private UnitFileResource Of(AccountId account, FolderFile file) => new()
    {
        Path = file.Path,
        Hash = file.Hash.ToString(),
        Bytes = file.Bytes,
        Executable = file.Executable,
        Url = urls.Get(new BlobKey(account, file.Hash), file.Bytes),
    };
}
