namespace Heliostat.Core.Founding;

/// <summary>A week begins: bind its secret, and show the one of the week before.</summary>
public sealed record OpenEpoch(int Number, ContentHash SecretHash, ContentHash? PreviousSecret) : Command
{
    private const long WeekMs = 7L * 24 * 3_600_000;

    // 1 January 1970 was a Thursday; the first Sunday came three days later.
    private const long FirstSundayMs = 3L * 24 * 3_600_000;

    /// <summary>The epoch in which a moment lies: weeks since Sunday, 4 January 1970, 00:00 UTC.</summary>
    public static int NumberAt(Instant at) => (int)((at.UnixMs - FirstSundayMs) / WeekMs);

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (Number <= network.Founding.Epoch)
        {
            return new Refusal("epoch-open", $"Epoch {network.Founding.Epoch} is open already.");
        }

        var expected = network.Founding.Epoch < 0 ? (ContentHash?)null : network.Founding.EpochSecretHash;
        if (expected is { } hash && (PreviousSecret is not { } secret || ContentHash.Of(secret.ToArray()) != hash))
        {
            return new Refusal("secret-differs", "The secret of the epoch before is not the one that its hash binds.");
        }

        ruling.Record(new EpochOpened(Number, SecretHash, PreviousSecret));
        return null;
    }
}
