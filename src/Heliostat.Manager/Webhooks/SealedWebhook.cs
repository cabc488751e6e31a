using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Manager.Webhooks;

/// <summary>What the vault keeps of a webhook.</summary>
/// <param name="Salt">Random, so that nobody finds the URL by the name under which this is sealed.</param>
/// <param name="Url">Where news is posted.</param>
/// <param name="Secret">What posts are signed with.</param>
/// <param name="PreviousSecret">The secret before it; null when there was none.</param>
/// <param name="PreviousUntilMs">Until when posts are signed with that one, too.</param>
internal sealed record SealedWebhook(
    string Salt, string Url, string Secret, string? PreviousSecret, long PreviousUntilMs)
{
    /// <summary>Hours for which posts are signed with the secret before, too.</summary>
    public const int RotationHours = 24;

    private const int SaltBytes = 16;

    public static SealedWebhook New(string url) =>
        new(NewSalt(), url, WebhookSignature.NewSecret(), null, 0);

    /// <summary>The same with a new secret.</summary>
    public SealedWebhook Rotated(DateTimeOffset now) => new(
        NewSalt(), Url, WebhookSignature.NewSecret(), Secret, now.AddHours(RotationHours).ToUnixTimeMilliseconds());

    /// <summary>The secrets that posts are signed with at a time.</summary>
    public IEnumerable<string> SecretsAt(long nowMs) =>
        PreviousSecret is { } previous && nowMs < PreviousUntilMs ? [Secret, previous] : [Secret];

    private static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
}

/// <summary>How it is written into the vault.</summary>
[JsonSerializable(typeof(SealedWebhook))]
internal sealed partial class SealedWebhookJson : JsonSerializerContext;
