using Heliostat.Core;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>The problems that several routes answer, and the status of each refusal of the rules.</summary>
internal static class Problems
{
    /// <summary>Seconds after which a request over a quota may be tried again: long, for jobs and blobs are.</summary>
    public const int QuotaRetrySeconds = 300;

    /// <summary>Seconds after which a manager that cannot serve now may be asked again.</summary>
    public const int UnavailableRetrySeconds = 5;

    private static readonly HashSet<string> Forbidden =
    [
        "consumer-unknown", "node-banned", "node-foreign", "operator-unknown", "owner-banned",
    ];

    private static readonly HashSet<string> Conflicts =
    [
        "claim-open", "claim-repeated", "claims-open", "claims-too-many", "dependency-ended", "job-ended", "job-final",
        "job-open", "key-exists", "keys-too-many", "max-retry-count-used", "node-not-draining", "nodes-too-many",
        "recipe-archived", "recipes-too-many", "webhooks-too-many",
    ];

    private static readonly HashSet<string> Unavailable =
    [
        "disk-full", "manager-busy", "manager-stopped", "manager-stopping",
    ];

    public static ProblemAnswer DiskFull { get; } = From(ManagerLoop.DiskFull);

    public static ProblemAnswer ViewsBehind { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "views-behind",
        "The lists have not caught up with the journal yet; try again in a moment.")
    { RetryAfterSeconds = 1 };

    public static ProblemAnswer JobUnknown { get; } = new(
        StatusCodes.Status404NotFound, "job-unknown", "This account has no such job.");

    public static ProblemAnswer RunUnknown { get; } = new(
        StatusCodes.Status404NotFound, "run-unknown", "This account has no such run.");

    public static ProblemAnswer NodeUnknown { get; } = new(
        StatusCodes.Status404NotFound, "node-unknown", "This account has no such node.");

    public static ProblemAnswer AccountUnknown { get; } = new(
        StatusCodes.Status404NotFound, "account-unknown", "There is no such account.");

    public static ProblemAnswer TooManyFailures { get; } = new(
        StatusCodes.Status429TooManyRequests,
        "too-many-failures",
        "Too many requests from this address failed; wait a minute.")
    {
        RetryAfterSeconds = FailureLimit.WindowSeconds,
    };

    public static ProblemAnswer TokenInvalid { get; } = new(
        StatusCodes.Status401Unauthorized,
        "token-invalid",
        "The token is missing, over, or not one for this; register the node again with --force.");

    /// <summary>A refusal of the rules, with the status that its code has.</summary>
    public static ProblemAnswer From(Refusal refusal) => refusal.Code.EndsWith("-over-quota", StringComparison.Ordinal)
        ? OverQuota(refusal.Code, refusal.Reason)
        : new(StatusOf(refusal.Code), refusal.Code, refusal.Reason)
        {
            RetryAfterSeconds = Unavailable.Contains(refusal.Code) ? UnavailableRetrySeconds : null,
        };

    /// <summary>A request over one of the account's quotas.</summary>
    public static ProblemAnswer OverQuota(string code, string sentence) =>
        new(StatusCodes.Status429TooManyRequests, code, sentence) { RetryAfterSeconds = QuotaRetrySeconds };

    /// <summary>A request that cannot be read, and where.</summary>
    public static ProblemAnswer Unreadable(string code, string sentence, string? field = null) =>
        new(StatusCodes.Status400BadRequest, code, sentence) { Field = field };

    /// <summary>A request that can be read and asks for what cannot be.</summary>
    public static ProblemAnswer Unprocessable(string code, string sentence, string? field = null) =>
        new(StatusCodes.Status422UnprocessableEntity, code, sentence) { Field = field };

    private static int StatusOf(string code) =>
        Forbidden.Contains(code) ? StatusCodes.Status403Forbidden
        : Conflicts.Contains(code) ? StatusCodes.Status409Conflict
        : code.EndsWith("-unknown", StringComparison.Ordinal) ? StatusCodes.Status404NotFound
        : Unavailable.Contains(code) ? StatusCodes.Status503ServiceUnavailable
        : StatusCodes.Status422UnprocessableEntity;
}
