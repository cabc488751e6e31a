using Heliostat.Protocol.Jobs;

namespace Heliostat.Client.Containers;

/// <summary>The list of a folder's files, and where they lie on this machine.</summary>
/// <param name="Manifest">What is uploaded, and what a job names as its input.</param>
/// <param name="Sources">The path of each of the manifest's files, in its order.</param>
public sealed record LocalFolder(FolderManifest Manifest, IReadOnlyList<string> Sources);
