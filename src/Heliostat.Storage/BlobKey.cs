using Heliostat.Protocol.Values;

namespace Heliostat.Storage;

/// <summary>
/// Names one blob of one account. Accounts share nothing, so that no one can learn what another one keeps.
/// </summary>
public readonly record struct BlobKey(AccountId Account, ContentHash Hash);
