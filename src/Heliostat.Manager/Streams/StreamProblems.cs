using Heliostat.Core;
using Heliostat.Manager.Operations;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Streams;

/// <summary>Why there is no stream, or no more of one.</summary>
internal static class StreamProblems
{
    private const int CodeLengthMax = 64;
    private const int ReasonLengthMax = 300;

    public static Refusal RunNotLive { get; } = new(
        "run-not-live", "The job has no run that is live on a node; wait until it runs.");

    public static Refusal PortUnknown { get; } = new(
        "port-unknown", "The job's parameters do not list this port; submit it with the port in 'ports'.");

    public static Refusal NodeAway { get; } = new(
        "node-away", "The run's node is not connected at this moment; try again in a while.");

    public static Refusal Late { get; } = new(
        "stream-late",
        $"The run's node did not open the stream within {StreamLimits.OpenSecondsMax} seconds; try again.");

    public static Refusal Idle { get; } = new(
        "stream-idle", $"Nothing moved on the stream for {StreamLimits.IdleSecondsMax} seconds; open it again.");

    public static Refusal Old { get; } = new(
        "stream-old", $"A stream lasts {StreamLimits.TotalSecondsMax} seconds at most; open it again.");

    public static Refusal RunEnded { get; } = new("run-ended", "The run has ended.");

    public static Refusal SessionEnded { get; } = new("node-lost", "The run's node lost its connection.");

    public static Refusal Stopping { get; } = new("manager-stopping", "The manager stops; try again in a moment.");

    public static Refusal Left { get; } = new("stream-left", "Nobody waits for the stream any more.");

    public static Refusal JobFull { get; } = new(
        "job-streams-too-many",
        $"A job has at most {StreamLimits.PerJobMax} streams at once; close some.");

    public static Refusal AccountFull { get; } = new(
        "account-streams-too-many",
        $"An account has at most {StreamLimits.PerAccountMax} streams at once; close some.");

    public static Refusal NodeFull { get; } = new(
        "node-streams-too-many",
        $"A node has at most {StreamLimits.PerNodeMax} streams at once; try again in a while.");

    public static Refusal AddressForbidden { get; } = new(
        "address-not-allowed", "The job's 'allowed_ips' do not hold the address that you come from.");

    public static ProblemAnswer StreamUnknown { get; } = new(
        StatusCodes.Status404NotFound,
        "stream-unknown",
        "No such stream is wanted: it was opened already, or too late, or never wanted.");

    public static ProblemAnswer NoWebSocket { get; } = new(
        StatusCodes.Status426UpgradeRequired, "websocket-required", "A stream speaks WebSocket; connect with it.");

    /// <summary>What a node said, as far as it can be shown to others.</summary>
    public static Refusal FromNode(string code, string reason) => new(
        IsCode(code) ? code : "stream-refused",
        reason.Length is > 0 and <= ReasonLengthMax && reason.All(c => c is >= ' ' and not '\u007f')
            ? reason
            : "The run's node could not open the stream.");

    /// <summary>A refusal with the status that its code has.</summary>
    public static ProblemAnswer From(Refusal refusal) => refusal.Code switch
    {
        "run-not-live" or "run-ended" => Answer(StatusCodes.Status409Conflict, refusal),
        "port-unknown" => Answer(StatusCodes.Status404NotFound, refusal),
        "address-not-allowed" => Answer(StatusCodes.Status403Forbidden, refusal),
        "stream-late" => Answer(StatusCodes.Status504GatewayTimeout, refusal),
        "node-away" or "node-lost" or "manager-stopping" => Answer(
            StatusCodes.Status503ServiceUnavailable, refusal) with
        { RetryAfterSeconds = Problems.UnavailableRetrySeconds },
        "job-streams-too-many" or "account-streams-too-many" or "node-streams-too-many" => Answer(
            StatusCodes.Status429TooManyRequests, refusal) with
        { RetryAfterSeconds = Problems.UnavailableRetrySeconds },
        _ => Answer(StatusCodes.Status502BadGateway, refusal),
    };

    private static ProblemAnswer Answer(int status, Refusal refusal) => new(status, refusal.Code, refusal.Reason);

    private static bool IsCode(string code) =>
        code.Length is > 0 and <= CodeLengthMax && code.All(c => char.IsAsciiLetterLower(c) || c == '-');
}
