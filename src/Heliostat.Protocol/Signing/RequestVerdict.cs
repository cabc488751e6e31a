namespace Heliostat.Protocol.Signing;

/// <summary>What came of checking a request's signature.</summary>
/// <param name="Matches">Whether the signature is that of the request.</param>
/// <param name="Code">The stable code of the refusal; empty when it matches.</param>
/// <param name="Sentence">What is wrong and what to do; empty when it matches.</param>
public sealed record RequestVerdict(bool Matches, string Code, string Sentence)
{
    /// <summary>The signature is that of the request.</summary>
    public static RequestVerdict Good { get; } = new(true, "", "");

    /// <summary>Unknown key or wrong signature: the two are not told apart.</summary>
    public static RequestVerdict BadSignature { get; } = new(
        false,
        "bad-signature",
        "The API key is unknown or the signature does not match; check key, secret and how the request is signed.");

    /// <summary>The path has two readings.</summary>
    public static RequestVerdict BadPath { get; } = new(
        false,
        "bad-path",
        "A signed path starts with a slash and has no empty, \".\" or \"..\" segment and no encoded slash.");

    /// <summary>The query cannot be read.</summary>
    public static RequestVerdict BadQuery { get; } = new(
        false,
        "bad-query",
        $"A signed query is percent-encoded UTF-8 of at most {RequestTarget.ParametersMax} parameters.");

    /// <summary>The JSON body is one that is refused.</summary>
    public static RequestVerdict BadBody(JsonFault fault) => new(false, fault.ToCode(), fault.ToSentence());
}
