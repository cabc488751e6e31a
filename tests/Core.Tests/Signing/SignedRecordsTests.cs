using System.Security.Cryptography;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Signing;

[Trait("suite", "signing")]
public sealed class SignedRecordsTests
{
    private static readonly Guid Network = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly Ed25519PrivateKey Key = Ed25519PrivateKey.FromSeed(new byte[32]);
    private static readonly Ed25519PublicKey Reader = Ed25519PublicKey.FromBytes(Key.PublicKey);

    [Fact]
    public void An_envelope_signs_length_prefixed_fields_in_order()
    {
        var bytes = new SignedEnvelope(Network, Network, 258).ToSignedBytes("abc"u8);
        Assert.Equal(
            "00000014" + Convert.ToHexStringLower("heliostat/envelope/1"u8)
                + "0000001000112233445566778899aabbccddeeff"
                + "0000001000112233445566778899aabbccddeeff"
                + "000000080000000000000102"
                + "00000020ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void An_envelope_holds_in_its_own_place_only()
    {
        var place = new SignedEnvelope(Network, Guid.NewGuid(), 7);
        var signature = place.Sign(Key, "body"u8);
        Assert.True(place.Verify(Reader, "body"u8, signature));
        Assert.False(place.Verify(Reader, "Body"u8, signature));
        Assert.False((place with { Counter = 8 }).Verify(Reader, "body"u8, signature));
        Assert.False((place with { Session = Guid.NewGuid() }).Verify(Reader, "body"u8, signature));
        Assert.False((place with { Network = Guid.NewGuid() }).Verify(Reader, "body"u8, signature));
    }

    [Fact]
    public void A_head_survives_header_and_file()
    {
        var head = SignedHead.Sign(Network, 42, ContentHash.Of("entry"u8), 1_706_918_400_000, Key);
        Assert.True(head.Verify(Reader));
        Assert.Equal(head, SignedHead.Parse(head.ToString()));
        Assert.Equal(head, SignedHead.FromJson(head.ToJson()));
        Assert.True(SignedHead.Parse(head.ToString())!.Verify(Reader));
        Assert.True(head.ToString().All(c => c is > ' ' and <= '~'));
    }

    [Fact]
    public void A_head_with_any_part_changed_does_not_verify()
    {
        var head = SignedHead.Sign(Network, 42, ContentHash.Of("entry"u8), 1_706_918_400_000, Key);
        Assert.False((head with { Sequence = 41 }).Verify(Reader));
        Assert.False((head with { Sequence = -1 }).Verify(Reader));
        Assert.False((head with { Network = Guid.NewGuid() }).Verify(Reader));
        Assert.False((head with { EntryHash = ContentHash.Of("other"u8) }).Verify(Reader));
        Assert.False((head with { UnixMilliseconds = 0 }).Verify(Reader));
        Assert.False((head with { Signature = "" }).Verify(Reader));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1;2;3")]
    [InlineData("2;00112233-4455-6677-8899-aabbccddeeff;1;aa;1;k;s")]
    public void A_malformed_head_is_not_read(string? text)
    {
        Assert.Null(SignedHead.Parse(text));
        Assert.Null(SignedHead.FromJson(text ?? "null"));
        Assert.Null(SignedHead.FromJson("{}"));
    }

    [Fact]
    public void A_registration_is_bound_to_all_its_parts()
    {
        var proof = new RegistrationProof(
            Network,
            "https://manager.example:8443",
            RandomNumberGenerator.GetBytes(RegistrationProof.ChallengeBytes),
            Key.PublicKey.ToArray(),
            new AccountId(Guid.NewGuid()),
            ["render", "inference"]);
        var signature = proof.Sign(Key);
        Assert.True(proof.Verify(signature));
        Assert.False((proof with { Network = Guid.NewGuid() }).Verify(signature));
        Assert.False((proof with { ManagerOrigin = "https://other.example" }).Verify(signature));
        Assert.False((proof with { Challenge = new byte[32] }).Verify(signature));
        Assert.False((proof with { PublicKey = Ed25519.PublicKeyOf(Ed25519.GenerateSeed()) }).Verify(signature));
        Assert.False((proof with { Operator = new AccountId(Guid.NewGuid()) }).Verify(signature));
        Assert.False((proof with { Capabilities = ["renderinference"] }).Verify(signature));
        Assert.False((proof with { Capabilities = ["inference", "render"] }).Verify(signature));
    }

    [Fact]
    public void A_chain_links_each_body_to_all_before_it()
    {
        var first = EntryChain.Next(EntryChain.Start, "one"u8);
        Assert.Equal(ContentHash.Of([.. new byte[32], .. "one"u8]), first);
        var second = EntryChain.Next(first, "two"u8);
        Assert.Equal(ContentHash.Of([.. first.ToArray(), .. "two"u8]), second);
    }
}
