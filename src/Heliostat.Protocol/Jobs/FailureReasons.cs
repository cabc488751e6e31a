namespace Heliostat.Protocol.Jobs;

/// <summary>Every reason for which a run can fail. Stable: programs match on them; the list only grows.</summary>
public static class FailureReasons
{
    /// <summary>The run took longer than the job's <c>max_timeout_run_ms</c>, or the plugin's own limit.</summary>
    public const string TimedOut = "timed-out";

    /// <summary>The run needed more memory than it was allotted.</summary>
    public const string OutOfMemory = "out-of-memory";

    /// <summary>The run wrote more to the disk than it may.</summary>
    public const string WroteTooMuch = "wrote-too-much";

    /// <summary>The run used more CPU seconds than its plugin may.</summary>
    public const string CpuExhausted = "cpu-exhausted";

    /// <summary>The program ended by itself, by a signal or with an error, before it answered.</summary>
    public const string Crashed = "crashed";

    /// <summary>
    /// The program neither answered nor used any CPU for too long. Said by the manager of a run whose next unit is late
    /// by far, as the job's other units go.
    /// </summary>
    public const string Hung = "hung";

    /// <summary>The node could not start the program at all.</summary>
    public const string NotStarted = "not-started";

    /// <summary>No plugin of the node runs this type of job.</summary>
    public const string TypeUnknown = "type-unknown";

    /// <summary>The payload is not what the plugin takes.</summary>
    public const string PayloadInvalid = "payload-invalid";

    /// <summary>The scene is not a .blend file, or a part of one.</summary>
    public const string SceneUnreadable = "scene-unreadable";

    /// <summary>The scene has no camera to render through.</summary>
    public const string SceneWithoutCamera = "scene-without-camera";

    /// <summary>The scene names a file that was not packed with it.</summary>
    public const string FileMissing = "file-missing";

    /// <summary>The scene simulates physics that are not baked, so that no piece of it repeats.</summary>
    public const string PhysicsUnbaked = "physics-unbaked";

    /// <summary>The scene asks for an engine that is not offered.</summary>
    public const string EngineUnsupported = "engine-unsupported";

    /// <summary>The scene asks for denoising, and this node's Blender cannot.</summary>
    public const string DenoiserMissing = "denoiser-missing";

    /// <summary>The renderer said that the frame came to nothing.</summary>
    public const string RenderFailed = "render-failed";

    /// <summary>The scene uses what cannot be verified here.</summary>
    public const string SceneUnsupported = "scene-unsupported";

    /// <summary>An input could not be fetched, or was not what its hash says.</summary>
    public const string InputUnavailable = "input-unavailable";

    /// <summary>A result could not be handed over.</summary>
    public const string OutputUnavailable = "output-unavailable";

    /// <summary>The node's disk is full or cannot be written.</summary>
    public const string DiskFull = "disk-full";

    /// <summary>A container ended with another exit code than 0, or though it was to run until it is stopped.</summary>
    public const string Exited = "exited";

    /// <summary>The registry has no such image, or shows it to nobody who is not logged in.</summary>
    public const string ImageNotFound = "image-not-found";

    /// <summary>The registry refused the user or the secret.</summary>
    public const string ImageLoginRefused = "image-login-refused";

    /// <summary>The image could not be fetched for another reason, such as a registry that does not answer.</summary>
    public const string ImageUnavailable = "image-unavailable";

    /// <summary>The image needs more disk than the node has for images.</summary>
    public const string ImageTooLarge = "image-too-large";

    /// <summary>The run was not placed within <c>max_timeout_assign_ms</c>. Said by the manager.</summary>
    public const string AssignTimedOut = "assign-timed-out";

    /// <summary>The run did not start within <c>max_timeout_start_ms</c>.</summary>
    public const string StartTimedOut = "start-timed-out";

    /// <summary>What the container left at /output cannot be handed over: too many files, or what is none.</summary>
    public const string OutputInvalid = "output-invalid";

    /// <summary>The node's container engine failed, stopped, or does not answer.</summary>
    public const string EngineFailed = "engine-failed";

    /// <summary>A container is stopped, as its job's consumer wanted.</summary>
    public const string Stopped = "stopped";

    /// <summary>The node's agent stops, or stopped, while it ran.</summary>
    public const string AgentStopped = "agent-stopped";

    /// <summary>The node's connection stayed closed, or the node fell silent. Said by the manager.</summary>
    public const string NodeLost = "node-lost";

    /// <summary>The result did not stand up to verification. Said by the manager.</summary>
    public const string Rejected = "rejected";

    /// <summary>Others who looked at the same frame proved a verifier wrong.</summary>
    public const string VerifierRefuted = "verifier-refuted";
}
