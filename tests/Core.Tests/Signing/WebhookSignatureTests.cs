using System.Text;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Core.Tests.Signing;

/// <summary>Posts to webhooks are signed as Standard Webhooks says, by its own example.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long At = 1_614_265_330;
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void The_example_of_the_standard_is_signed_as_there() =>
        Assert.Equal(Signature, WebhookSignature.Sign(Secret, Id, At, Body));

    [Fact]
    public void A_post_is_genuine_when_one_of_its_signatures_is()
    {
        Assert.True(Verify(Signature));
        Assert.True(Verify($"v1,{Convert.ToBase64String(new byte[32])} {Signature}"));
        Assert.False(Verify($"v1,{Convert.ToBase64String(new byte[32])}"));
        Assert.False(Verify(Signature.Replace("v1,", "v2,", StringComparison.Ordinal)));
        Assert.False(Verify(""));
    }

    [Fact]
    public void Another_body_id_or_secret_is_no_genuine_post()
    {
        Assert.False(WebhookSignature.Verify(Secret, Id, $"{At}", Signature, [.. Body, (byte)' '], At));
        Assert.False(WebhookSignature.Verify(Secret, $"{Id}x", $"{At}", Signature, Body, At));
        Assert.False(WebhookSignature.Verify(WebhookSignature.NewSecret(), Id, $"{At}", Signature, Body, At));
        Assert.Throws<FormatException>(() => WebhookSignature.Sign("secret", Id, At, Body));
    }

    [Fact]
    public void A_post_is_genuine_for_five_minutes()
    {
        const int Skew = WebhookSignature.SkewSecondsMax;
        Assert.True(Verify(Signature, At + Skew) && Verify(Signature, At - Skew));
        Assert.False(Verify(Signature, At + Skew + 1) || Verify(Signature, At - Skew - 1));
        Assert.False(WebhookSignature.Verify(Secret, Id, "yesterday", Signature, Body, At));
    }

    private static bool Verify(string signatures, long now = At) =>
        WebhookSignature.Verify(Secret, Id, $"{At}", signatures, Body, now);
}
