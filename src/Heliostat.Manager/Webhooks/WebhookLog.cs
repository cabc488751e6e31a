using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Webhooks;

/// <summary>What is logged about webhooks: never a URL or a secret.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(LogLevel.Information, "A post to webhook {Webhook} failed ({Attempt}): {Reason}.")]
    public static partial void PostFailed(ILogger log, WebhookId webhook, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "Webhook {Webhook} is disabled: {Reason}.")]
    public static partial void Disabled(ILogger log, WebhookId webhook, string reason);

    [LoggerMessage(LogLevel.Error, "The queue of webhook {Webhook} could not be worked at; it is tried again.")]
    public static partial void LaneFailed(ILogger log, WebhookId webhook, Exception error);

    [LoggerMessage(LogLevel.Error, "News of accounts could not be written; it is tried again.")]
    public static partial void NewsFailed(ILogger log, Exception error);
}
