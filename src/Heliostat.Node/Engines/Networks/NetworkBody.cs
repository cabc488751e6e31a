namespace Heliostat.Node.Engines.Networks;

/// <summary>What the engine is sent to make a network.</summary>
internal sealed record NetworkBody(
    string Name,
    bool CheckDuplicate,
    string Driver,
    bool Internal,
    bool EnableIPv6,
    IReadOnlyDictionary<string, string> Options,
    IReadOnlyDictionary<string, string> Labels);

/// <summary>What the engine says of a network.</summary>
internal sealed record NetworkWords(string Name, IReadOnlyDictionary<string, string>? Labels);
