using System.Runtime.InteropServices;

namespace Heliostat.Node.Sandbox;

/// <summary>The few calls of the operating system that .NET does not offer.</summary>
internal static partial class PosixCalls
{
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;
    public const int SignalCpuLimit = 24;

    private const int OpenReadOnly = 0;
    private const int OpenNonBlocking = 0x800;
    private const int OpenNoFollow = 0x20000;
    private const int OpenNoFollowArm = 0x8000;
    private const int OpenCloseOnExec = 0x80000;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string path, string newPath);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "sysconf")]
    public static partial nint SystemSetting(int name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    /// <summary>Opens a file for reading without following a link and without waiting for a pipe's other end.</summary>
    public static int OpenPlainly(string path)
    {
        var arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        var noFollow = arm ? OpenNoFollowArm : OpenNoFollow;
        return Open(path, OpenReadOnly | OpenNonBlocking | noFollow | OpenCloseOnExec);
    }
}
