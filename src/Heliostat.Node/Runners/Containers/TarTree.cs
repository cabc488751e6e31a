using System.Formats.Tar;
using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Containers;

/// <summary>
/// Lays the files of an image's tar into an empty folder. The tar may say anything: links are made last, so that no
/// file is ever written through one, and what is neither file, folder nor link is left out.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="bytesMax">Bytes that all files may have together.</param>
internal sealed class TarTree(string folder, long bytesMax)
{
    /// <summary>Files, folders and links that an image may have.</summary>
    public const int EntriesMax = 1_000_000;

    private readonly List<(string Path, string Target)> _links = [];
    private readonly List<(string Path, string Target)> _names = [];
    private long _bytes;
    private int _entries;

    /// <summary>Lays everything out; answers how many bytes there are.</summary>
    /// <exception cref="RunFailedException">It is too much, or a file is named where none can be.</exception>
    public async Task<long> FillAsync(Stream tar, CancellationToken cancellation)
    {
        await using var reader = new TarReader(tar, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } entry)
        {
            if (++_entries > EntriesMax)
            {
                throw Invalid($"it has more than {EntriesMax} files");
            }

            await TakeAsync(entry, cancellation).ConfigureAwait(false);
        }

        foreach (var (path, target) in _names.Where(pair => PosixCalls.KindAt(pair.Target) == PosixCalls.KindFile))
        {
            MakeRoomFor(path);
            _ = PosixCalls.Link(target, path);
        }

        foreach (var (path, target) in _links)
        {
            MakeRoomFor(path);
            _ = File.CreateSymbolicLink(path, target);
        }

        return _bytes;
    }

    private async Task TakeAsync(TarEntry entry, CancellationToken cancellation)
    {
        if (PathOf(entry.Name) is not { } path)
        {
            return;
        }

        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                MakeFolder(path);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await WriteAsync(entry, path, cancellation).ConfigureAwait(false);
                break;
            case TarEntryType.HardLink when PathOf(entry.LinkName) is { } target:
                _names.Add((path, target));
                break;
            case TarEntryType.SymbolicLink:
                _links.Add((path, entry.LinkName));
                break;
        }
    }

    private async Task WriteAsync(TarEntry entry, string path, CancellationToken cancellation)
    {
        _bytes += entry.Length;
        if (_bytes > bytesMax)
        {
            throw new RunFailedException(
                FailureReasons.ImageTooLarge, FaultSide.Unknown,
                $"The files of a volume's image have more than {bytesMax} bytes.");
        }

        MakeRoomFor(path);
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            await (entry.DataStream ?? Stream.Null).CopyToAsync(file, cancellation).ConfigureAwait(false);
        }

        var runnable = (entry.Mode & FileModes.AllRun) == 0 ? UnixFileMode.None : FileModes.AllRun;
        FileModes.Set(path, FileModes.AllRead | runnable);
    }

    // The later of two with one name counts, and a folder that is in the way stays.
    private void MakeRoomFor(string path)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        switch (PosixCalls.KindAt(path))
        {
            case null:
                break;
            case PosixCalls.KindFolder:
                throw Invalid("it names a folder as a file");
            default:
                File.Delete(path);
                break;
        }
    }

    private static void MakeFolder(string path)
    {
        if (PosixCalls.KindAt(path) is not (null or PosixCalls.KindFolder))
        {
            throw Invalid("it names a file as a folder");
        }

        if (PosixCalls.KindAt(path) is null)
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            FileModes.MakeFolder(path);
        }
    }

    // Null for the root itself, which is there.
    private string? PathOf(string name)
    {
        var plain = name.TrimStart('/').TrimEnd('/');
        plain = plain.StartsWith("./", StringComparison.Ordinal) ? plain[2..] : plain;
        if (plain is "" or ".")
        {
            return null;
        }

        return FolderFile.IsPath(plain) ? Path.Combine(folder, plain) : throw Invalid("it names a file by '..'");
    }

    private static RunFailedException Invalid(string why) => new(
        FailureReasons.ImageUnavailable, FaultSide.Job, $"The files of a volume's image cannot be shown: {why}.");
}
