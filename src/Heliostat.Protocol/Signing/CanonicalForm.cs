namespace Heliostat.Protocol.Signing;

/// <summary>The choices that canonical JSON leaves open, in which clients differ.</summary>
[Flags]
public enum CanonicalForm
{
    /// <summary>Strings in raw UTF-8, numbers as they were sent.</summary>
    Plain = 0,

    /// <summary>Characters outside printable ASCII as <c>\uXXXX</c>, as Python's <c>json</c> writes them.</summary>
    EscapedText = 1,

    /// <summary>Numbers as JavaScript's <c>JSON.stringify</c> writes them: <c>1.0</c> becomes <c>1</c>.</summary>
    JavaScriptNumbers = 2,
}
