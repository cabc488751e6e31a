using System.Security.Cryptography;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Vault;

public sealed class RunKeysTests
{
    private static readonly Guid Network = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly RunId Run = new(new JobId(Guid.Parse("11111111-2222-3333-4444-555555555555")), 3, 1);
    private static readonly byte[] Secret = new byte[32];

    [Fact]
    public void A_key_is_the_hmac_of_network_and_run()
    {
        var input = Convert.FromHexString(
            "00112233445566778899aabbccddeeff" + "11111111222233334444555555555555" + "00000003" + "00000001");
        var key = HMACSHA256.HashData(Secret, input);
        var keys = new RunKeys(Secret, Network);
        Assert.Equal(new ContentHash(key), keys.Reveal(Run));
        Assert.Equal(ContentHash.Of(key), keys.KeyHashOf(Run));
        var commitment = ContentHash.Of("tiles"u8);
        Assert.Equal(new ContentHash(HMACSHA256.HashData(key, commitment.ToArray())), keys.DrawOf(Run, commitment));
        Assert.Equal(keys.DrawOf(Run, commitment), RunKeys.DrawOf(key, commitment));
    }

    [Fact]
    public void Every_attempt_task_and_network_has_its_own_key()
    {
        var keys = new RunKeys(Secret, Network);
        ContentHash[] all =
        [
            keys.Reveal(Run),
            keys.Reveal(Run with { Attempt = 2 }),
            keys.Reveal(Run with { Task = 4 }),
            new RunKeys(Secret, Guid.NewGuid()).Reveal(Run),
            new RunKeys(RandomNumberGenerator.GetBytes(32), Network).Reveal(Run),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }
}
