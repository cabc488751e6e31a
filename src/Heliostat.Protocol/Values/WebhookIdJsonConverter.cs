namespace Heliostat.Protocol.Values;

/// <summary>Writes a webhook's id as JSON; public so that other projects' generated code can reach it.</summary>
public sealed class WebhookIdJsonConverter : IdJsonConverter<WebhookId>
{
    /// <inheritdoc/>
    protected override WebhookId Make(Guid value) => new(value);

    /// <inheritdoc/>
    protected override Guid ValueOf(WebhookId id) => id.Value;
}
