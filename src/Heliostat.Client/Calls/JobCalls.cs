using System.Runtime.CompilerServices;
using Heliostat.Client.Events;
using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>Submit, list, follow, change and cancel jobs.</summary>
public sealed class JobCalls
{
    private readonly ApiConnection _connection;

    internal JobCalls(ApiConnection connection) => _connection = connection;

    /// <summary>Submits a job. When this returns, the job is durable.</summary>
    /// <exception cref="HeliostatException">The job was refused; the code says why.</exception>
    public Task<JobResource> SubmitAsync(JobRequest job, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath("/v1/jobs"),
            new ApiBody<JobRequest>(job, ClientJson.Default.JobRequest),
            ClientJson.Default.JobResource,
            cancellation);

    /// <summary>One job.</summary>
    public Task<JobResource> GetAsync(Guid job, CancellationToken cancellation) =>
        _connection.GetAsync(new ApiPath($"/v1/jobs/{job}"), ClientJson.Default.JobResource, cancellation);

    /// <summary>One page of the caller's jobs.</summary>
    public Task<ListPage<JobResource>> ListAsync(JobListQuery query, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath("/v1/jobs").With(
                ("filter[status]", query.Status),
                ("filter[task]", query.Task),
                ("limit", query.Limit),
                ("page", query.Page),
                ("sort", query.Sort)),
            ClientJson.Default.ListPageJobResource,
            cancellation);

    /// <summary>Asks for a job to be cancelled; what was accepted stays.</summary>
    public Task<JobResource> CancelAsync(Guid job, string? reason, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Put,
            new ApiPath($"/v1/jobs/{job}/cancel"),
            new ApiBody<CancelRequest>(new CancelRequest(reason), ClientJson.Default.CancelRequest),
            ClientJson.Default.JobResource,
            cancellation);

    /// <summary>Lets no more of a job be placed; what nodes have of it goes on.</summary>
    public Task<JobResource> PauseAsync(Guid job, CancellationToken cancellation) => _connection.SendAsync(
        HttpMethod.Put, new ApiPath($"/v1/jobs/{job}/pause"), ClientJson.Default.JobResource, cancellation);

    /// <summary>Lets a paused job go on.</summary>
    public Task<JobResource> ResumeAsync(Guid job, CancellationToken cancellation) => _connection.SendAsync(
        HttpMethod.Put, new ApiPath($"/v1/jobs/{job}/resume"), ClientJson.Default.JobResource, cancellation);

    /// <summary>Changes what a job may take, from its next runs on; what is null stays.</summary>
    public Task<JobResource> EditAsync(Guid job, JobEditRequest changes, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Patch,
            new ApiPath($"/v1/jobs/{job}"),
            new ApiBody<JobEditRequest>(changes, ClientJson.Default.JobEditRequest),
            ClientJson.Default.JobResource,
            cancellation);

    /// <summary>Claims frames: two more verifiers render each of them whole. All are claimed, or none.</summary>
    /// <param name="job">The job.</param>
    /// <param name="frames">The frames, such as <c>7</c> or <c>1-3,9</c>; at most 100.</param>
    /// <param name="reason">What is wrong with them, 1 to 500 characters.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="HeliostatException">It was refused; the code says why.</exception>
    public Task<ListPage<ClaimResource>> ClaimAsync(
        Guid job, string frames, string reason, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath($"/v1/jobs/{job}/claims"),
            new ApiBody<ClaimRequest>(new ClaimRequest(frames, reason), ClientJson.Default.ClaimRequest),
            ClientJson.Default.ListPageClaimResource,
            cancellation);

    /// <summary>One page of a job's claims.</summary>
    public Task<ListPage<ClaimResource>> ClaimsAsync(Guid job, int page, int limit, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath($"/v1/jobs/{job}/claims").With(("limit", limit), ("page", page)),
            ClientJson.Default.ListPageClaimResource,
            cancellation);

    /// <summary>Every claim of a job, page by page.</summary>
    public IAsyncEnumerable<ClaimResource> AllClaimsAsync(Guid job, CancellationToken cancellation = default) =>
        Pages.AllAsync((page, limit, stop) => ClaimsAsync(job, page, limit, stop), cancellation);

    /// <summary>Accepts a job's results as they are: nothing can be claimed any more.</summary>
    public Task<JobResource> ApproveAsync(Guid job, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Put,
            new ApiPath($"/v1/jobs/{job}/approve"),
            ClientJson.Default.JobResource,
            cancellation);

    /// <summary>One page of the units (frames, array indices) of a job that were reported so far.</summary>
    public Task<ListPage<UnitResource>> UnitsAsync(Guid job, int page, int limit, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath($"/v1/jobs/{job}/units").With(("limit", limit), ("page", page)),
            ClientJson.Default.ListPageUnitResource,
            cancellation);

    /// <summary>Every unit of a job that was reported so far, page by page.</summary>
    public IAsyncEnumerable<UnitResource> AllUnitsAsync(Guid job, CancellationToken cancellation = default) =>
        Pages.AllAsync((page, limit, stop) => UnitsAsync(job, page, limit, stop), cancellation);

    /// <summary>One page of the files that a container left at /output, with signed URLs.</summary>
    public Task<ListPage<UnitFileResource>> FilesAsync(
        Guid job, int unit, int page, int limit, CancellationToken cancellation) => _connection.GetAsync(
            new ApiPath($"/v1/jobs/{job}/units/{unit}/files").With(("limit", limit), ("page", page)),
            ClientJson.Default.ListPageUnitFileResource,
            cancellation);

    /// <summary>Every file that a container left at /output, page by page.</summary>
    public IAsyncEnumerable<UnitFileResource> AllFilesAsync(
        Guid job, int unit, CancellationToken cancellation = default) =>
        Pages.AllAsync((page, limit, stop) => FilesAsync(job, unit, page, limit, stop), cancellation);

    /// <summary>One page of the runs of a job, without their logs.</summary>
    public Task<ListPage<JobRunResource>> RunsAsync(RunListQuery query, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath("/v1/job-runs").With(
                ("filter[job_uuid]", query.Job),
                ("filter[status]", query.Status),
                ("limit", query.Limit),
                ("page", query.Page)),
            ClientJson.Default.ListPageJobRunResource,
            cancellation);

    /// <summary>Every run of a job, page by page, without logs.</summary>
    public IAsyncEnumerable<JobRunResource> AllRunsAsync(Guid job, CancellationToken cancellation = default) =>
        Pages.AllAsync(
            (page, limit, stop) => RunsAsync(new RunListQuery { Job = job, Page = page, Limit = limit }, stop),
            cancellation);

    /// <summary>One run, with its log.</summary>
    public Task<JobRunResource> RunAsync(Guid run, CancellationToken cancellation) =>
        _connection.GetAsync(new ApiPath($"/v1/job-runs/{run}"), ClientJson.Default.JobRunResource, cancellation);

    /// <summary>
    /// Follows a job until it has ended: its state at first, then every event. A broken stream is opened again where it
    /// broke; <c>resync</c> says that events were missed and the job is to be read again.
    /// </summary>
    /// <exception cref="HeliostatException">The job is not there, or the manager stayed away for too long.</exception>
    public async IAsyncEnumerable<JobEvent> WatchAsync(
        Guid job, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var watch = new JobWatch(this, new JobEventStream(_connection, job));
        await foreach (var item in watch.FollowAsync(job, cancellation))
        {
            yield return item;
        }
    }
}
