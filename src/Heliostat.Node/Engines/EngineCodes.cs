namespace Heliostat.Node.Engines;

/// <summary>Every way in which a container engine can say no, or nothing. Stable: the list only grows.</summary>
internal static class EngineCodes
{
    /// <summary>Nothing listens at the engine's socket, or this user may not open it.</summary>
    public const string Unreachable = "engine-unreachable";

    /// <summary>The engine did not answer in time.</summary>
    public const string Silent = "engine-silent";

    /// <summary>The engine went away in the middle of an answer.</summary>
    public const string Gone = "engine-gone";

    /// <summary>The engine speaks only an API older than this client's.</summary>
    public const string TooOld = "engine-too-old";

    /// <summary>The engine answered what this client does not understand.</summary>
    public const string Unreadable = "engine-unreadable";

    /// <summary>The engine failed for a reason that has no code of its own.</summary>
    public const string Failed = "engine-failed";

    /// <summary>No registry knows the image by this name, or it is not on this machine.</summary>
    public const string ImageUnknown = "image-unknown";

    /// <summary>The registry does not give the image to this login, or to nobody without one.</summary>
    public const string ImageDenied = "image-denied";

    /// <summary>The image is larger than it may be.</summary>
    public const string ImageTooLarge = "image-too-large";

    /// <summary>The image cannot be removed, for a container was made from it.</summary>
    public const string ImageInUse = "image-in-use";

    /// <summary>The name is not one that an image can have.</summary>
    public const string ImageNameInvalid = "image-name-invalid";

    /// <summary>The image's registry cannot be reached from this machine.</summary>
    public const string RegistryUnreachable = "registry-unreachable";

    /// <summary>A container or a network has this name already.</summary>
    public const string NameTaken = "name-taken";

    /// <summary>There is no such container.</summary>
    public const string ContainerUnknown = "container-unknown";

    /// <summary>The container does not run.</summary>
    public const string ContainerNotRunning = "container-not-running";

    /// <summary>The container's program is not in its image, or cannot be executed.</summary>
    public const string CommandUnknown = "command-unknown";

    /// <summary>There is no such network.</summary>
    public const string NetworkUnknown = "network-unknown";

    /// <summary>The network still has containers.</summary>
    public const string NetworkInUse = "network-in-use";

    /// <summary>The engine's disk is full.</summary>
    public const string DiskFull = "disk-full";

    /// <summary>A container's order breaks a rule of this node.</summary>
    public const string OrderInvalid = "order-invalid";

    /// <summary>The rules that hold a container's network could not be put in place.</summary>
    public const string FirewallFailed = "firewall-failed";

    /// <summary>A disk of a limited size could not be made.</summary>
    public const string DiskFailed = "disk-failed";
}
