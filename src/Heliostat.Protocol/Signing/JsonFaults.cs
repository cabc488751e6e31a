namespace Heliostat.Protocol.Signing;

/// <summary>The stable code and the sentence of each fault.</summary>
public static class JsonFaults
{
    /// <summary>The code that a refusal for this fault carries.</summary>
    public static string ToCode(this JsonFault fault) => fault switch
    {
        JsonFault.None => "json-fine",
        JsonFault.NotJson => "json-broken",
        JsonFault.DuplicateKey => "json-duplicate-key",
        JsonFault.TooDeep => "json-too-deep",
        JsonFault.NotText => "json-not-text",
    };

    /// <summary>What is wrong and what to do, for people.</summary>
    public static string ToSentence(this JsonFault fault) => fault switch
    {
        JsonFault.None => "The JSON is fine.",
        JsonFault.NotJson => "The body is not valid JSON; check it with a JSON parser.",
        JsonFault.DuplicateKey => "An object in the JSON names the same key twice; name each key once.",
        JsonFault.TooDeep => $"The JSON is nested deeper than {CanonicalJson.DepthMax} levels; make it flatter.",
        JsonFault.NotText => "A string in the JSON is not valid Unicode; send it as UTF-8 without lone surrogates.",
    };
}
