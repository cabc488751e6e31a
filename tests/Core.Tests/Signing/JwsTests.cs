using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Heliostat.Protocol.Signing;

namespace Heliostat.Core.Tests.Signing;

[Trait("suite", "signing")]
public sealed class JwsTests
{
    // Made by Debian's python3-jwt with the key of RFC 8037.
    private const string FromPython =
        "eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0."
        + "eyJpc3MiOiJuZXQiLCJhdWQiOiJyZWxheSIsInN1YiI6Im5vZGUtMSIsIm5iZiI6MTAwMCwiZXhwIjoyMDAwLCJqdGkiOiJ0MSJ9."
        + "znefyeMlQXtvDIgVRjFjg4DUH8KDUfv8HuZMXS3iqHExaDDcYJGQh9c3n3FAhXk5KGVJmrS-CVJC8nu5dFUxAw";

    private static readonly TokenClaims Claims = new("net", "relay", "node-1", 1000, 2000, "t1");

    private static readonly Ed25519PrivateKey Key = Ed25519PrivateKey.FromSeed(
        Base64Url.DecodeFromChars("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));

    private static readonly Ed25519PublicKey Reader = Ed25519PublicKey.FromBytes(Key.PublicKey);

    [Fact]
    public void The_signature_of_RFC_8037_comes_out()
    {
        var signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"u8;
        Assert.Equal(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            Base64Url.EncodeToString(Key.Sign(signed)));
    }

    [Fact]
    public void The_key_and_thumbprint_of_RFC_8037_come_out()
    {
        var key = JsonWebKey.Of(Key.PublicKey);
        Assert.Equal("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", key.X);
        Assert.Equal("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", key.KeyId);
        Assert.Equal(Key.PublicKey.ToArray(), key.ToPublicKey());
    }

    [Fact]
    public void A_token_of_another_library_is_read()
    {
        Assert.True(Jws.TryVerify(FromPython, Find, SigningJson.Default.TokenClaims, out var claims));
        Assert.Equal(Claims, claims);
    }

    [Fact]
    public void The_same_claims_give_the_same_token_as_another_library() =>
        Assert.Equal(FromPython, Jws.Create(Claims, SigningJson.Default.TokenClaims, "k1", Key));

    [Fact]
    public void A_changed_character_anywhere_is_found()
    {
        for (var i = 0; i < FromPython.Length; i++)
        {
            var changed = FromPython[..i] + (FromPython[i] == 'A' ? 'B' : 'A') + FromPython[(i + 1)..];
            Assert.False(Jws.TryVerify(changed, Find, out _));
        }
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"k1"}""")]
    [InlineData("""{"alg":"HS256","kid":"k1"}""")]
    [InlineData("""{"alg":"eddsa","kid":"k1"}""")]
    [InlineData("""{"alg":"EdDSA"}""")]
    [InlineData("""{"alg":"EdDSA","kid":7}""")]
    [InlineData("""{"alg":"EdDSA","kid":"other"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"k1","crit":["exp"]}""")]
    [InlineData("""{"alg":"EdDSA","kid":"k1","b64":false}""")]
    [InlineData("""{"alg":"EdDSA","kid":"k1","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"EdDSA","alg":"EdDSA","kid":"k1"}""")]
    [InlineData("""["EdDSA"]""")]
    [InlineData("EdDSA")]
    public void A_header_that_is_not_ours_is_refused_though_rightly_signed(string header)
    {
        var signed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + ".e30";
        var token = signed + "." + Base64Url.EncodeToString(Key.Sign(Encoding.ASCII.GetBytes(signed)));
        Assert.False(Jws.TryVerify(token, Find, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("..")]
    [InlineData(FromPython + "=")]
    [InlineData(FromPython + "\n")]
    [InlineData(" " + FromPython)]
    [InlineData(null)]
    public void A_malformed_token_is_refused(string? token) => Assert.False(Jws.TryVerify(token, Find, out _));

    [Fact]
    public void A_token_over_the_limit_is_neither_read_nor_made()
    {
        Assert.False(Jws.TryVerify(FromPython + new string('A', Jws.TokenCharactersMax), Find, out _));
        var big = Claims with { Subject = new string('x', Jws.TokenCharactersMax) };
        Assert.Throws<ArgumentException>(() => Jws.Create(big, SigningJson.Default.TokenClaims, "k1", Key));
    }

    [Fact]
    public void Claims_open_one_door_for_a_time()
    {
        Assert.True(Claims.Admits("net", "relay", 1000));
        Assert.True(Claims.Admits("net", "relay", 1999));
        Assert.False(Claims.Admits("net", "relay", 999));
        Assert.False(Claims.Admits("net", "relay", 2000));
        Assert.False(Claims.Admits("net", "proof", 1500));
        Assert.False(Claims.Admits("other", "relay", 1500));
    }

    [Fact]
    public void A_key_set_survives_json()
    {
        var set = new JsonWebKeySet([JsonWebKey.Of(Key.PublicKey)]);
        var json = JsonSerializer.Serialize(set, SigningJson.Default.JsonWebKeySet);
        var read = JsonSerializer.Deserialize(json, SigningJson.Default.JsonWebKeySet)!;
        Assert.Equal(set.Keys[0], read.Keys[0]);
        Assert.Null((set.Keys[0] with { Curve = "X25519" }).ToPublicKey());
        Assert.Null((set.Keys[0] with { X = "AAAA" }).ToPublicKey());
    }

    private static Ed25519PublicKey? Find(string keyId) => keyId == "k1" ? Reader : null;
}
