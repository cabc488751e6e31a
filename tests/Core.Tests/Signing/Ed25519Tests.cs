using System.Security.Cryptography;
using System.Text;
using Heliostat.Protocol.Signing;

namespace Heliostat.Core.Tests.Signing;

[Trait("suite", "signing")]
public sealed class Ed25519Tests
{
    private const string SeedOne = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private const string PublicOne = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    // Written by an independent library (pyca/cryptography) for the first key of RFC 8032.
    private const string PrivatePem =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        + "-----END PRIVATE KEY-----\n";

    private const string PublicPem =
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        + "-----END PUBLIC KEY-----\n";

    /// <summary>RFC 8032 section 7.1: tests 1, 2, 3 and SHA(abc).</summary>
    public static readonly TheoryData<string, string, string, string> Rfc8032 = new()
    {
        {
            SeedOne,
            PublicOne,
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
        {
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        },
    };

    [Theory]
    [MemberData(nameof(Rfc8032))]
    public void The_vectors_of_RFC_8032_come_out(string seed, string publicKey, string message, string signature)
    {
        var (key, text) = (Convert.FromHexString(seed), Convert.FromHexString(message));
        Assert.Equal(publicKey, Convert.ToHexStringLower(Ed25519.PublicKeyOf(key)));
        Assert.Equal(signature, Convert.ToHexStringLower(Ed25519.Sign(key, text)));
        Assert.True(Ed25519.Verify(Convert.FromHexString(publicKey), text, Convert.FromHexString(signature)));
    }

    [Fact]
    public void A_changed_bit_anywhere_is_found()
    {
        using var key = Ed25519PrivateKey.Generate();
        using var reader = Ed25519PublicKey.FromBytes(key.PublicKey);
        var message = "the message"u8.ToArray();
        var signature = key.Sign(message);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            var changed = signature.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(reader.Verify(message, changed));
        }

        message[0] ^= 1;
        Assert.False(reader.Verify(message, signature));
    }

    [Fact]
    public void Malformed_keys_and_signatures_verify_nothing()
    {
        var key = Ed25519.PublicKeyOf(Ed25519.GenerateSeed());
        Assert.False(Ed25519.Verify(key, "x"u8, new byte[63]));
        Assert.False(Ed25519.Verify(key, "x"u8, new byte[64]));
        Assert.False(Ed25519.Verify(new byte[31], "x"u8, new byte[64]));
        Assert.Throws<ArgumentException>(() => Ed25519PrivateKey.FromSeed(new byte[33]));
    }

    [Fact]
    public void Pem_is_read_and_written_as_others_do()
    {
        using var key = Ed25519PrivateKey.FromPem(PrivatePem);
        using var reader = Ed25519PublicKey.FromPem(PublicPem);
        Assert.Equal(SeedOne, Convert.ToHexStringLower(key.ToSeed()));
        Assert.Equal(PublicOne, Convert.ToHexStringLower(reader.Bytes));
        Assert.Equal(PrivatePem, key.ToPem());
        Assert.Equal(PublicPem, reader.ToPem());
    }

    [Fact]
    public void A_pem_of_another_kind_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<CryptographicException>(() => Ed25519PrivateKey.FromPem(other.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<CryptographicException>(() => Ed25519PublicKey.FromPem(other.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<CryptographicException>(() => Ed25519PublicKey.FromPem(PrivatePem));
        Assert.Throws<CryptographicException>(() => Ed25519PrivateKey.FromPem("not a pem"));
    }

    [Fact]
    public void One_key_signs_and_verifies_on_many_threads()
    {
        using var key = Ed25519PrivateKey.Generate();
        using var reader = Ed25519PublicKey.FromBytes(key.PublicKey);
        Parallel.For(0, 500, i =>
        {
            var message = Encoding.ASCII.GetBytes($"message {i}");
            Assert.True(reader.Verify(message, key.Sign(message)));
        });
    }
}
