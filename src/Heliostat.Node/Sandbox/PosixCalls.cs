using System.Runtime.InteropServices;

namespace Heliostat.Node.Sandbox;

/// <summary>The few calls of the operating system that .NET does not offer.</summary>
internal static partial class PosixCalls
{
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;
    public const int SignalCpuLimit = 24;

    public const int KindFile = 0x8000;
    public const int KindFolder = 0x4000;
    public const int NetworkNamespace = 0x40000000;

    private const int KindMask = 0xF000;
    private const int AtWorkingFolder = -100;
    private const int AtNoFollow = 0x100;
    private const uint StatusOfKind = 1;
    private const int StatusBytes = 256;
    private const int StatusModePlace = 28;
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

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int EnterNamespace(SafeHandle space, int kind);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int folder, string path, int flags, uint wanted, Span<byte> status);

    /// <summary>
    /// What kind of thing lies at a path, which is not followed where it is a link: one of the kinds above; null where
    /// nothing that can be named lies there.
    /// </summary>
    public static int? KindAt(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        return ReadStatus(AtWorkingFolder, path, AtNoFollow, StatusOfKind, status) == 0
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(status[StatusModePlace..]) & KindMask
            : null;
    }

    /// <summary>Opens a file for reading without following a link and without waiting for a pipe's other end.</summary>
    public static int OpenPlainly(string path)
    {
        var arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        var noFollow = arm ? OpenNoFollowArm : OpenNoFollow;
        return Open(path, OpenReadOnly | OpenNonBlocking | noFollow | OpenCloseOnExec);
    }
}
