namespace Heliostat.Node.Engines;

/// <summary>How long an engine may take, and how much it may say.</summary>
internal sealed record EngineLimits
{
    /// <summary>The limits of a node.</summary>
    public static readonly EngineLimits Usual = new();

    /// <summary>Until the socket takes the connection.</summary>
    public int ConnectSecondsMax { get; init; } = 5;

    /// <summary>For a whole short answer: a ping, a list, an inspection.</summary>
    public int AnswerSecondsMax { get; init; } = 60;

    /// <summary>For what moves files or ends processes: create, start, stop, remove, archives.</summary>
    public int WorkSecondsMax { get; init; } = 180;

    /// <summary>For a call whose end only a container decides; meanwhile the engine's life is looked after.</summary>
    public int WaitSecondsMax { get; init; } = 20 * 24 * 3600;

    /// <summary>For the pull of one image.</summary>
    public int PullSecondsMax { get; init; } = 3600;

    /// <summary>Between two words of the engine while an image is pulled.</summary>
    public int PullSilenceSecondsMax { get; init; } = 300;

    /// <summary>Between two looks at whether the engine lives, while a call waits that may wait for long.</summary>
    public int BeatSeconds { get; init; } = 10;

    /// <summary>For the answer to such a look.</summary>
    public int BeatAnswerSecondsMax { get; init; } = 30;

    /// <summary>Bytes of a short answer.</summary>
    public int AnswerBytesMax { get; init; } = 16 << 20;

    /// <summary>Bytes of one line of a stream of events.</summary>
    public int LineBytesMax { get; init; } = 256 << 10;
}
