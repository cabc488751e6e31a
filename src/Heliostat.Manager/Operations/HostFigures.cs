using Heliostat.Manager.Webhooks;

namespace Heliostat.Manager.Operations;

/// <summary>What the manager's host counts, beside its loop.</summary>
/// <param name="Commands">Entries and events, by kind.</param>
/// <param name="Http">Requests.</param>
/// <param name="Webhooks">Posts to webhooks, and what waits.</param>
internal sealed record HostFigures(CommandFigures Commands, HttpFigures Http, WebhookCourier Webhooks);
