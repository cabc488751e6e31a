using Heliostat.Core.Accounts;
using Heliostat.Core.Claims;
using Heliostat.Core.Founding;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Recipes;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Verification;
using Heliostat.Core.Webhooks;

namespace Heliostat.Core;

/// <summary>
/// Something asked for, or reported. Named as an order. What it leads to is recorded in the ruling; where nothing may
/// happen, it answers a refusal and records nothing. The type names are append-only.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AddWebhook), "add-webhook")]
[JsonDerivedType(typeof(ApproveJob), "approve-job")]
[JsonDerivedType(typeof(BanAccount), "ban-account")]
[JsonDerivedType(typeof(CancelJob), "cancel-job")]
[JsonDerivedType(typeof(ClaimUnits), "claim-units")]
[JsonDerivedType(typeof(CompareTiles), "compare-tiles")]
[JsonDerivedType(typeof(CreateKey), "create-key")]
[JsonDerivedType(typeof(CreateRecipe), "create-recipe")]
[JsonDerivedType(typeof(DisableWebhook), "disable-webhook")]
[JsonDerivedType(typeof(DisconnectNode), "disconnect-node")]
[JsonDerivedType(typeof(DrainNode), "drain-node")]
[JsonDerivedType(typeof(EditJob), "edit-job")]
[JsonDerivedType(typeof(EditRecipe), "edit-recipe")]
[JsonDerivedType(typeof(EnableWebhook), "enable-webhook")]
[JsonDerivedType(typeof(HearHeartbeat), "hear-heartbeat")]
[JsonDerivedType(typeof(MeasureTiles), "measure-tiles")]
[JsonDerivedType(typeof(OpenAccount), "open-account")]
[JsonDerivedType(typeof(OpenEpoch), "open-epoch")]
[JsonDerivedType(typeof(OpenManager), "open-manager")]
[JsonDerivedType(typeof(PauseJob), "pause-job")]
[JsonDerivedType(typeof(PlaceWork), "place-work")]
[JsonDerivedType(typeof(RegisterNode), "register-node")]
[JsonDerivedType(typeof(RemoveRecipe), "remove-recipe")]
[JsonDerivedType(typeof(RemoveWebhook), "remove-webhook")]
[JsonDerivedType(typeof(ReportBytes), "report-bytes")]
[JsonDerivedType(typeof(ReportEnvelope), "report-envelope")]
[JsonDerivedType(typeof(ReportSilence), "report-silence")]
[JsonDerivedType(typeof(ResumeJob), "resume-job")]
[JsonDerivedType(typeof(RevokeKey), "revoke-key")]
[JsonDerivedType(typeof(RotateWebhook), "rotate-webhook")]
[JsonDerivedType(typeof(SetQuota), "set-quota")]
[JsonDerivedType(typeof(SubmitJob), "submit-job")]
[JsonDerivedType(typeof(Tick), "tick")]
[JsonDerivedType(typeof(UndrainNode), "undrain-node")]
public abstract record Command
{
    internal abstract Refusal? Decide(Network network, Ruling ruling);
}
