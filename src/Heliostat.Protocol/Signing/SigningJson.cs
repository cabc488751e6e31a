namespace Heliostat.Protocol.Signing;

/// <summary>How the records of this folder are written as JSON.</summary>
[JsonSerializable(typeof(JsonWebKey))]
[JsonSerializable(typeof(JsonWebKeySet))]
[JsonSerializable(typeof(TokenClaims))]
[JsonSerializable(typeof(SignedHead))]
[JsonSourceGenerationOptions(WriteIndented = false)]
public sealed partial class SigningJson : JsonSerializerContext;
