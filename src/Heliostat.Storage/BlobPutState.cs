namespace Heliostat.Storage;

/// <summary>How a put ended.</summary>
public enum BlobPutState
{
    /// <summary>The blob is whole, checked and durable.</summary>
    Stored,

    /// <summary>The bytes ended early; what came is kept for the rest.</summary>
    Incomplete,

    /// <summary>The bytes start neither at zero nor where those held end.</summary>
    WrongOffset,

    /// <summary>The same blob is being put already.</summary>
    Busy,

    /// <summary>The bytes are not those of the hash; none is kept.</summary>
    WrongHash,

    /// <summary>More bytes came than the length said; none is kept.</summary>
    WrongLength,

    /// <summary>The disk would fall under its reserve.</summary>
    StorageFull,
}
