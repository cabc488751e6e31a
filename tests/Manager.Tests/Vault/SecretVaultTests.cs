using System.Security.Cryptography;
using System.Text;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Vault;

public sealed class SecretVaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string VaultPath => _folder.File("vault.db");

    private string KeyPath => _folder.File("vault.key");

    [Fact]
    public void What_was_sealed_is_opened_after_reopening()
    {
        using (var vault = Open())
        {
            vault.Seal("api-key", "pk_a", "sk_a"u8.ToArray());
            vault.SealMany([new("job", "1", "one"u8.ToArray()), new("job", "2", "two"u8.ToArray())]);
            vault.Seal("job", "2", "TWO"u8.ToArray());
        }

        using var again = Open();
        Assert.Equal("sk_a", Encoding.UTF8.GetString(again.Open("api-key", "pk_a")!));
        Assert.Equal("TWO", Encoding.UTF8.GetString(again.Open("job", "2")!));
        Assert.Null(again.Open("job", "3"));
        Assert.Equal(["1", "2"], again.List("job"));
        again.Forget("job", "1", "none");
        Assert.Equal(["2"], again.List("job"));
    }

    [Fact]
    public void Nothing_sealed_stands_in_the_files_in_clear()
    {
        using var vault = Open();
        vault.Seal("job", "1", Encoding.UTF8.GetBytes("the film's working title"));
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            var bytes = Encoding.Latin1.GetString(ReadShared(file));
            Assert.DoesNotContain("working title", bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void The_key_file_is_made_for_its_owner_only()
    {
        Open().Dispose();
        Assert.Equal(MasterKey.KeyBytes, new FileInfo(KeyPath).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_missing_or_short_key_is_told_at_once()
    {
        Open().Dispose();
        File.WriteAllBytes(KeyPath, RandomNumberGenerator.GetBytes(MasterKey.KeyBytes));
        Assert.Contains("does not open the vault", Refused(), StringComparison.Ordinal);
        File.WriteAllBytes(KeyPath, new byte[31]);
        Assert.Contains("31 bytes", Refused(), StringComparison.Ordinal);
        File.Delete(KeyPath);
        Assert.Contains("is missing", Refused(), StringComparison.Ordinal);
        Assert.False(File.Exists(KeyPath));
    }

    [Fact]
    public void A_value_moved_to_another_place_or_altered_does_not_open()
    {
        using var vault = Open();
        vault.Seal("job", "1", "one"u8.ToArray());
        vault.Seal("job", "2", "two"u8.ToArray());
        using var thief = SystemSqlite.OpenFile(VaultPath, durable: true);
        thief.Execute("UPDATE sealed SET box = (SELECT box FROM sealed WHERE id = '1') WHERE id = '2'");
        var refused = Assert.Throws<JournalException>(() => vault.Open("job", "2"));
        Assert.Contains("job/2", refused.Message, StringComparison.Ordinal);
        thief.Execute("UPDATE sealed SET box = zeroblob(40) WHERE kind = 'job'");
        Assert.Throws<JournalException>(() => vault.Open("job", "1"));
        thief.Execute("UPDATE sealed SET box = x'00' WHERE kind = 'job'");
        Assert.Throws<JournalException>(() => vault.Open("job", "1"));
    }

    [Fact]
    public void The_managers_own_secrets_are_made_once()
    {
        byte[] publicKey, epoch;
        using (var vault = Open())
        using (var key = vault.SigningKey())
        {
            (publicKey, epoch) = (key.PublicKey.ToArray(), vault.EpochSecret(7));
            Assert.NotEqual(epoch, vault.EpochSecret(8));
        }

        using var again = Open();
        using var same = again.SigningKey();
        Assert.Equal(publicKey, same.PublicKey.ToArray());
        Assert.Equal(epoch, again.EpochSecret(7));
    }

    [Fact]
    public void Api_keys_and_job_particulars_are_found_by_their_names()
    {
        using var vault = Open();
        var job = new JobId(Guid.NewGuid());
        vault.SealMany([VaultSecrets.OfApiKey("pk_a", "sk_a"), VaultSecrets.OfJob(job, "title"u8.ToArray())]);
        Assert.Equal("sk_a", vault.ApiKeySecret("pk_a"));
        Assert.Null(vault.ApiKeySecret("pk_b"));
        Assert.Equal("title"u8.ToArray(), vault.JobParticulars(job));
        Assert.Null(vault.JobParticulars(new JobId(Guid.NewGuid())));
    }

    [Fact]
    public void A_secret_asked_for_on_many_threads_is_one()
    {
        using var vault = Open();
        var found = new byte[64][];
        Parallel.For(0, found.Length, i => found[i] = vault.EpochSecret(1));
        Assert.All(found, secret => Assert.Equal(found[0], secret));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private SecretVault Open() => SecretVault.OpenFile(VaultPath, KeyPath);

    private string Refused() => Assert.Throws<JournalException>(() => Open().Dispose()).Message;
}
