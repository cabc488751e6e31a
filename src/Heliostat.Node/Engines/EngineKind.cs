namespace Heliostat.Node.Engines;

/// <summary>Whose engine answers: they speak one API and differ in corners.</summary>
internal enum EngineKind
{
    /// <summary>Docker Engine, or one that does not say that it is another.</summary>
    Docker,

    /// <summary>Podman's service.</summary>
    Podman,
}
