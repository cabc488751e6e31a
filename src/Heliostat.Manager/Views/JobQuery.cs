using Heliostat.Core.Jobs;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>Which jobs are asked for; what is null is not asked about.</summary>
/// <param name="Account">The consumer.</param>
/// <param name="State">Where they stand.</param>
/// <param name="Kind">BATCH or PERSISTENT.</param>
/// <param name="Sort">By what they are ordered.</param>
public sealed record JobQuery(
    AccountId? Account = null, JobState? State = null, JobKind? Kind = null, JobSort Sort = JobSort.CreatedAt);
