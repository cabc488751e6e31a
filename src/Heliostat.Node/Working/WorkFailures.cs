using Heliostat.Node.Runners;
using Heliostat.Protocol.Jobs;
using Heliostat.Storage.Transfer;

namespace Heliostat.Node.Working;

/// <summary>Says why a run or a check came to nothing, and on whose side the fault is, from what was thrown.</summary>
internal static class WorkFailures
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    private static readonly string[] RoomCodes = ["cache-full", "storage-full"];

    /// <summary>The failure behind an exception while inputs are fetched or work is done.</summary>
    public static RunFailure Of(Exception error) => error switch
    {
        RunFailedException failed => failed.Failure,
        BlobTransferException transfer when RoomCodes.Contains(transfer.Code) => DiskFull,
        BlobTransferException transfer => new RunFailure(
            FailureReasons.InputUnavailable, FaultSide.Unknown, $"An input could not be fetched ({transfer.Code})."),
        IOException io when IsFull(io) => DiskFull,
        AggregateException { InnerException: { } inner } => Of(inner),
        _ => new RunFailure(
            FailureReasons.Crashed, FaultSide.Node, "Something went wrong in the node's agent; its log says what."),
    };

    /// <summary>The failure behind an exception while results are handed over.</summary>
    public static RunFailure OfHandover(Exception error) => error switch
    {
        BlobTransferException transfer => new RunFailure(
            FailureReasons.OutputUnavailable, FaultSide.Unknown,
            $"A result could not be handed over ({transfer.Code})."),
        _ => Of(error),
    };

    /// <summary>
    /// Whether the exception says nothing that could have been foreseen, so that the log should have all of it.
    /// </summary>
    public static bool IsUnforeseen(Exception error) =>
        error is not (RunFailedException or BlobTransferException or OperationCanceledException or TimeoutException);

    private static RunFailure DiskFull { get; } = new(
        FailureReasons.DiskFull, FaultSide.Node, "The node's disk has no room left for this.");

    // On Linux an IOException carries the number of the system's error.
    private static bool IsFull(IOException error) => error.HResult is NoSpaceLeft or QuotaExceeded;
}
