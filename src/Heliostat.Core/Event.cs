using Heliostat.Core.Accounts;
using Heliostat.Core.Founding;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;

namespace Heliostat.Core;

/// <summary>Something decided. Named in the past. Never changed once written; the type names are append-only.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AccountBanned), "account-banned")]
[JsonDerivedType(typeof(AccountOpened), "account-opened")]
[JsonDerivedType(typeof(CheckAgreed), "check-agreed")]
[JsonDerivedType(typeof(CheckCancelled), "check-cancelled")]
[JsonDerivedType(typeof(CheckDisagreed), "check-disagreed")]
[JsonDerivedType(typeof(CheckDrawn), "check-drawn")]
[JsonDerivedType(typeof(CheckLost), "check-lost")]
[JsonDerivedType(typeof(CheckReported), "check-reported")]
[JsonDerivedType(typeof(EpochOpened), "epoch-opened")]
[JsonDerivedType(typeof(FaultsSettled), "faults-settled")]
[JsonDerivedType(typeof(FileCompared), "file-compared")]
[JsonDerivedType(typeof(JobCancelled), "job-cancelled")]
[JsonDerivedType(typeof(JobCancelling), "job-cancelling")]
[JsonDerivedType(typeof(JobCompleted), "job-completed")]
[JsonDerivedType(typeof(JobFailed), "job-failed")]
[JsonDerivedType(typeof(JobRetired), "job-retired")]
[JsonDerivedType(typeof(JobSubmitted), "job-submitted")]
[JsonDerivedType(typeof(KeyCreated), "key-created")]
[JsonDerivedType(typeof(KeyRevoked), "key-revoked")]
[JsonDerivedType(typeof(ManagerOpened), "manager-opened")]
[JsonDerivedType(typeof(NetworkFounded), "network-founded")]
[JsonDerivedType(typeof(NodeBanned), "node-banned")]
[JsonDerivedType(typeof(NodeBecameHealthy), "node-became-healthy")]
[JsonDerivedType(typeof(NodeConnected), "node-connected")]
[JsonDerivedType(typeof(NodeDisconnected), "node-disconnected")]
[JsonDerivedType(typeof(NodeDrained), "node-drained")]
[JsonDerivedType(typeof(NodeFailedTooOften), "node-failed-too-often")]
[JsonDerivedType(typeof(NodeFaulted), "node-faulted")]
[JsonDerivedType(typeof(NodeRegistered), "node-registered")]
[JsonDerivedType(typeof(NodeRekeyed), "node-rekeyed")]
[JsonDerivedType(typeof(NodeSilenced), "node-silenced")]
[JsonDerivedType(typeof(NodeUndrained), "node-undrained")]
[JsonDerivedType(typeof(NodeVanished), "node-vanished")]
[JsonDerivedType(typeof(RunCancelled), "run-cancelled")]
[JsonDerivedType(typeof(RunFailed), "run-failed")]
[JsonDerivedType(typeof(RunKeyRevealed), "run-key-revealed")]
[JsonDerivedType(typeof(RunLeased), "run-leased")]
[JsonDerivedType(typeof(RunLost), "run-lost")]
[JsonDerivedType(typeof(RunStarted), "run-started")]
[JsonDerivedType(typeof(TilesDisputed), "tiles-disputed")]
[JsonDerivedType(typeof(TilesHandedOver), "tiles-handed-over")]
[JsonDerivedType(typeof(UnitAccepted), "unit-accepted")]
[JsonDerivedType(typeof(UnitEscalated), "unit-escalated")]
[JsonDerivedType(typeof(UnitRejected), "unit-rejected")]
[JsonDerivedType(typeof(UnitReported), "unit-reported")]
[JsonDerivedType(typeof(UnitReturned), "unit-returned")]
public abstract record Event;
