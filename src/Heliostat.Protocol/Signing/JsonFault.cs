namespace Heliostat.Protocol.Signing;

/// <summary>Why a text has no canonical JSON form.</summary>
public enum JsonFault
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>It is not JSON at all; as a request body its raw bytes are signed.</summary>
    NotJson,

    /// <summary>An object names the same key twice.</summary>
    DuplicateKey,

    /// <summary>Objects and arrays lie deeper than <see cref="CanonicalJson.DepthMax"/>.</summary>
    TooDeep,

    /// <summary>A string is not valid Unicode.</summary>
    NotText,
}
