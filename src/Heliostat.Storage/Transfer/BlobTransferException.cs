namespace Heliostat.Storage.Transfer;

/// <summary>A blob could not be moved; the message says why and what to do, and never holds the URL.</summary>
public sealed class BlobTransferException : IOException
{
    /// <summary>Takes the stable code and the sentence.</summary>
    public BlobTransferException(string code, string sentence, Exception? cause = null)
        : base(sentence, cause) => Code = code;

    /// <summary>The stable code, such as <c>storage-full</c>, <c>wrong-hash</c> or <c>transfer-failed</c>.</summary>
    public string Code { get; }
}
