namespace Heliostat.Storage;

/// <summary>What came of putting a blob.</summary>
/// <param name="State">How it ended.</param>
/// <param name="BytesHeld">How many bytes are held now; the rest starts there.</param>
public readonly record struct BlobPut(BlobPutState State, long BytesHeld)
{
    /// <summary>The stable code of a refusal.</summary>
    public string Code => State switch
    {
        BlobPutState.Stored => "stored",
        BlobPutState.Incomplete => "upload-incomplete",
        BlobPutState.WrongOffset => "wrong-offset",
        BlobPutState.Busy => "upload-in-progress",
        BlobPutState.WrongHash => "wrong-hash",
        BlobPutState.WrongLength => "wrong-length",
        BlobPutState.StorageFull => "storage-full",
    };

    /// <summary>What happened and what to do.</summary>
    public string Sentence => State switch
    {
        BlobPutState.Stored => "The blob is stored.",
        BlobPutState.Incomplete => $"The bytes ended early; {BytesHeld} are held. Send the rest from there.",
        BlobPutState.WrongOffset => $"{BytesHeld} bytes are held. Send the rest from there, or all from 0.",
        BlobPutState.Busy => "The same blob is being uploaded already. Try again when that has ended.",
        BlobPutState.WrongHash => "The bytes are not those of the hash; nothing was kept. Send the right ones from 0.",
        BlobPutState.WrongLength => "More bytes came than were announced; nothing was kept. Send them again from 0.",
        BlobPutState.StorageFull => "The disk of the store is almost full. Ask the network owner to free some space.",
    };
}
