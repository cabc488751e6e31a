namespace Heliostat.Storage.Disk;

/// <summary>How much room a disk has, and how much of it stays free for the journal.</summary>
public readonly record struct FreeSpace(long FreeBytes, long TotalBytes)
{
    /// <summary>The least that stays free, however small the disk.</summary>
    public const long ReserveBytesMin = 2_000_000_000;

    private const int ReserveShareOfTotal = 20;

    /// <summary>What stays free: the larger of 5 % and 2 GB.</summary>
    public long ReserveBytes => Math.Max(TotalBytes / ReserveShareOfTotal, ReserveBytesMin);

    /// <summary>Whether so many more bytes leave the reserve untouched.</summary>
    public bool HasRoomFor(long bytes) => FreeBytes - ReserveBytes >= bytes;

    /// <summary>The room on the disk that holds a folder.</summary>
    public static FreeSpace Of(string folder)
    {
        var drive = new DriveInfo(folder);
        return new(drive.AvailableFreeSpace, drive.TotalSize);
    }
}
