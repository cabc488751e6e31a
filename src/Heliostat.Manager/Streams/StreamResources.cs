using Heliostat.Manager.Accounts;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Streams;

/// <summary>Adds to jobs and runs how their containers are reached; tokens only for the job's own account.</summary>
internal sealed class StreamResources(AccessTokens tokens, PortDoors doors)
{
    public JobResource Add(JobResource job, AccountId owner, Caller caller) =>
        job.Parameters.Type == JobTypes.Docker && owner == caller.Account
            ? job with { ContainerAccessTokens = TokensOf(new JobId(job.Uuid)) }
            : job;

    public JobRunResource Add(JobRunResource resource, RunRow run, Caller caller) => doors.UrlsOf(run.Id) is { } urls
        ? resource with { NodeUrls = urls, ContainerAccessTokens = TokensFor(run.Job, caller) }
        : run.Job.Spec.Container is null ? resource
        : resource with { ContainerAccessTokens = TokensFor(run.Job, caller) };

    private IReadOnlyList<ContainerAccessToken>? TokensFor(JobRow job, Caller caller) =>
        job.Account == caller.Account ? TokensOf(job.Id) : null;

    private IReadOnlyList<ContainerAccessToken> TokensOf(JobId job) => [new ContainerAccessToken(tokens.Of(job))];
}
