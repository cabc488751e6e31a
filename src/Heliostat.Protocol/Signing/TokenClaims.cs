namespace Heliostat.Protocol.Signing;

/// <summary>What a node's token says (WIRE.md section 3); times are Unix seconds, as JWT has them.</summary>
/// <param name="Issuer">The network's id.</param>
/// <param name="Audience">What the token opens, such as <c>relay</c>.</param>
/// <param name="Subject">The node's id.</param>
/// <param name="NotBefore">The first second in which it is good.</param>
/// <param name="Expires">The first second in which it is good no more.</param>
/// <param name="TokenId">This token's own id.</param>
public sealed record TokenClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("aud")] string Audience,
    [property: JsonPropertyName("sub")] string Subject,
    [property: JsonPropertyName("nbf")] long NotBefore,
    [property: JsonPropertyName("exp")] long Expires,
    [property: JsonPropertyName("jti")] string TokenId)
{
    /// <summary>How long a working token lasts.</summary>
    public const int LifetimeSeconds = 24 * 60 * 60;

    /// <summary>
    /// Whether the token opens <paramref name="audience"/> of <paramref name="issuer"/> at that second.
    /// </summary>
    public bool Admits(string issuer, string audience, long unixSeconds) =>
        Issuer == issuer && Audience == audience && NotBefore <= unixSeconds && unixSeconds < Expires;
}
