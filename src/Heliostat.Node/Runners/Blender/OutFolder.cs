using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;
using Microsoft.Win32.SafeHandles;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// The one folder that a box can write. What lies there is whatever the program inside made of it, so a file is
/// moved out of its reach first and only then looked at: a link or a pipe is never followed or opened.
/// </summary>
internal sealed class OutFolder(string workFolder, string resultFolder)
{
    // Beside the other, so that moving a file there is one step in which nobody can exchange it.
    private readonly string _held = Directory.CreateDirectory(System.IO.Path.Combine(workFolder, "held")).FullName;
    private int _number;

    /// <summary>The folder that the box writes, on this machine.</summary>
    public string Written { get; } = Directory.CreateDirectory(System.IO.Path.Combine(workFolder, "out")).FullName;

    /// <summary>A name that was not given before.</summary>
    public string NewName(string ending) => $"{Interlocked.Increment(ref _number):D6}{ending}";

    /// <summary>Moves a file to the results, and returns its new path.</summary>
    /// <exception cref="RunFailedException">It is not there, or no plain file.</exception>
    public string Take(string name)
    {
        var source = System.IO.Path.Combine(Written, name);
        var held = System.IO.Path.Combine(_held, name);
        if (!File.Exists(source) && new FileInfo(source).LinkTarget is null)
        {
            throw Unusable();
        }

        File.Move(source, held);
        if (!IsPlainFile(held))
        {
            File.Delete(held);
            throw Unusable();
        }

        var target = System.IO.Path.Combine(resultFolder, $"{Guid.NewGuid():N}{System.IO.Path.GetExtension(name)}");
        File.Move(held, target);
        return target;
    }

    private static bool IsPlainFile(string path)
    {
        using var handle = new SafeFileHandle(PosixCalls.OpenPlainly(path), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return false;
        }

        // A link was not opened, a folder was not moved, and of the rest only a plain file can be sought in.
        using var stream = new FileStream(handle, FileAccess.Read);
        return stream.CanSeek;
    }

    private static RunFailedException Unusable() => new(FailureReasons.RenderFailed, FaultSide.Unknown,
        "Blender said that it wrote a file, and there is none.");
}
