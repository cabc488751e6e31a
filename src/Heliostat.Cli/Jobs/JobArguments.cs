using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Jobs;

/// <summary>What several job commands take alike.</summary>
internal static class JobArguments
{
    /// <summary>Rows on a page of a list.</summary>
    public const int RowsMax = 100;

    public static Argument<Guid> Job() => new("JOB")
    {
        Description = "The job's id, as 'heliostat job list' shows it.",
    };

    public static Option<DirectoryInfo?> Output(string description) => new("--output", "-o")
    {
        Description = description,
        HelpName = "DIR",
    };

    public static Option<int> Limit() => WithBounds(
        new Option<int>("--limit")
        {
            Description = $"Rows on a page, 1 to {RowsMax}.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        },
        1,
        RowsMax);

    public static Option<int> Page() => WithBounds(
        new Option<int>("--page") { Description = "The page.", HelpName = "N", DefaultValueFactory = _ => 1 },
        1,
        int.MaxValue);

    public static Option<int?> Priority(string otherwise) => WithBounds(
        new Option<int?>("--priority")
        {
            Description = $"0 to 100; among your own jobs the higher goes first. [default: {otherwise}]",
            HelpName = "N",
        },
        0,
        JobLimits.PriorityMax);

    public static Option<int?> MaxNodes(string otherwise, int least) => WithBounds(
        new Option<int?>("--max-nodes")
        {
            Description = $"Nodes at once. [default: {otherwise}]",
            HelpName = "N",
        },
        least,
        int.MaxValue);

    public static Option<int?> Retries(string otherwise) => WithBounds(
        new Option<int?>("--retries")
        {
            Description = "Failures at one frame by the job's own fault, 0 to 100, before the job fails. "
                + $"[default: {otherwise}]",
            HelpName = "N",
        },
        0,
        JobLimits.RetryCountMax);

    public static Option<TimeSpan> RunTimeout(string otherwise) => new("--timeout")
    {
        Description = "How long one run of a task may take, at least 1m, such as 90s, 15m or 1h30m. "
            + $"[default: {otherwise}]",
        HelpName = "TIME",
        CustomParser = result => Durations.Parse(result),
    };

    /// <summary>Refuses values outside of bounds before anything is asked of a manager.</summary>
    public static Option<T> WithBounds<T>(Option<T> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, out var value)
                && (value < least || value > most))
            {
                result.AddError(most == int.MaxValue
                    ? $"{option.Name} is at least {least}."
                    : $"{option.Name} is {least} to {most}.");
            }
        });
        return option;
    }
}
