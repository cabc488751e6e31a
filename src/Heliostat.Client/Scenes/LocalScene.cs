using Heliostat.Protocol.Jobs;

namespace Heliostat.Client.Scenes;

/// <summary>A scene's manifest, and where its files lie on this machine.</summary>
/// <param name="Manifest">What is uploaded and what a job names.</param>
/// <param name="Sources">The path of each of the manifest's files, in its order.</param>
public sealed record LocalScene(SceneManifest Manifest, IReadOnlyList<string> Sources);
