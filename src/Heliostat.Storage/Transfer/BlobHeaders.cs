namespace Heliostat.Storage.Transfer;

/// <summary>The headers in which a blob listener says how far an upload is.</summary>
public static class BlobHeaders
{
    /// <summary>How many bytes the store holds: where the rest begins.</summary>
    public const string UploadOffset = "Upload-Offset";

    /// <summary><c>?1</c> when the blob is whole, else <c>?0</c>.</summary>
    public const string UploadComplete = "Upload-Complete";

    /// <summary>The stable code of a refusal, for answers without a body.</summary>
    public const string Refusal = "X-Heliostat-Refusal";
}
