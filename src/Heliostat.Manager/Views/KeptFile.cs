using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>The delivered file of a unit that is still kept for its consumer.</summary>
/// <param name="Account">The consumer.</param>
/// <param name="Hash">The file.</param>
/// <param name="Place">Where it stands in the views; the next page begins after it.</param>
/// <param name="IsFolder">True for the list of what a container left: the files that it names are kept as well.</param>
public sealed record KeptFile(AccountId Account, ContentHash Hash, (long Job, int Unit) Place, bool IsFolder);
