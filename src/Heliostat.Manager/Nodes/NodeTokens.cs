using System.Buffers.Text;
using System.Security.Cryptography;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Nodes;

/// <summary>
/// The tokens by which nodes come in: compact JWS, for one audience. A token names the key of its node, so that a new
/// key puts an end to the tokens before it.
/// </summary>
internal sealed class NodeTokens(ManagerLoop loop, NodeRoster roster)
{
    /// <summary>What a working token opens.</summary>
    public const string Relay = "relay";

    /// <summary>What the token of a registration opens: the proof, and nothing else.</summary>
    public const string Proof = "proof";

    private const string Bearer = "Bearer ";
    private const int IdBytes = 16;

    // Some clocks are a little behind; a token that begins a moment ago works there too.
    private const int BackdateSeconds = 60;

    private readonly string _keyId = JsonWebKey.ThumbprintOf(loop.SigningKey.PublicKey);
    private readonly Ed25519PublicKey _key = Ed25519PublicKey.FromBytes(loop.SigningKey.PublicKey);

    /// <summary>The key that tokens and heads are checked with.</summary>
    public JsonWebKeySet KeySet => new([JsonWebKey.Of(_key.Bytes)]);

    private long NowSeconds => loop.Now.UnixMs / 1_000;

    /// <summary>A working token for a node with this key, and when it ends.</summary>
    public (string Token, long ExpiresSeconds) Make(NodeId node, string keyName) =>
        Make(Relay, node, $"{RandomName()}.{keyName}", TokenClaims.LifetimeSeconds);

    /// <summary>A token that admits one proof; its own id names the registration.</summary>
    public string MakeForProof(NodeId node, string registration) =>
        Make(Proof, node, registration, RegistrationProof.ChallengeSecondsMax).Token;

    /// <summary>The claims of a working token of a node that may come in; null for any other.</summary>
    public TokenClaims? Admit(string? token, NodeId node) =>
        Read(token, Relay, node) is { } claims
        && roster.Find(node) is { } card
        && claims.TokenId.EndsWith($".{card.KeyName}", StringComparison.Ordinal)
            ? claims
            : null;

    /// <summary>The registration that a proof's token names; null for any other token.</summary>
    public string? AdmitProof(string? token, NodeId node) => Read(token, Proof, node)?.TokenId;

    /// <summary>Seconds that a token has left.</summary>
    public long SecondsLeft(long expiresSeconds) => expiresSeconds - NowSeconds;

    /// <summary>The token of a request: its Authorization, or for other agents' sake its query.</summary>
    public static string? Of(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } header])
        {
            return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? header[Bearer.Length..].Trim()
                : null;
        }

        return request.Query["token"] is [{ } token] ? token : null;
    }

    public static string RandomName() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    private (string Token, long ExpiresSeconds) Make(string audience, NodeId node, string name, int seconds)
    {
        var now = NowSeconds;
        var claims = new TokenClaims(
            loop.NetworkId.ToString(), audience, node.ToString(), now - BackdateSeconds, now + seconds, name);
        return (Jws.Create(claims, SigningJson.Default.TokenClaims, _keyId, loop.SigningKey), claims.Expires);
    }

    private TokenClaims? Read(string? token, string audience, NodeId node) =>
        Jws.TryVerify(token, id => id == _keyId ? _key : null, SigningJson.Default.TokenClaims, out var claims)
        && claims is { Issuer: not null, Audience: not null, Subject: not null, TokenId: not null }
        && claims.Admits(loop.NetworkId.ToString(), audience, NowSeconds)
        && claims.Subject == node.ToString()
            ? claims
            : null;
}
