using System.Security.Cryptography;
using Heliostat.Manager.Journal;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Vault;

/// <summary>
/// The manager's secrets and names, each sealed under the master key; what was sealed survives power failure. All its
/// methods may be called on any thread.
/// </summary>
public sealed class SecretVault : IDisposable
{
    private const int Format = 1;

    // "HELV", as the journal's files say "HELJ".
    private const int ApplicationId = 0x48454C56;

    private readonly SharedDatabase _file;
    private readonly VaultBox _box;

    private SecretVault(string path, SqliteConnection connection, byte[] masterKey)
    {
        _file = new SharedDatabase(path, connection);
        _box = new VaultBox(masterKey);
    }

    /// <summary>Opens the vault, or makes it and its key file when neither is there.</summary>
    /// <exception cref="JournalException">The key is missing or wrong, or the file cannot be used.</exception>
    public static SecretVault OpenFile(string path, string masterKeyPath)
    {
        var masterKey = MasterKey.ReadOrMake(masterKeyPath, File.Exists(path));
        SqliteConnection? connection = null;
        try
        {
            connection = SystemSqlite.OpenFile(path, durable: true);
            var vault = new SecretVault(path, connection, masterKey);
            vault.MakeOrCheck(masterKeyPath);
            return vault;
        }
        catch (Exception error)
        {
            connection?.Dispose();
            throw error is SqliteException sqlite ? JournalException.From(sqlite, path) : error;
        }
    }

    /// <summary>Keeps one secret, in place of the one of the same kind and id; durable on return.</summary>
    public void Seal(string kind, string id, ReadOnlyMemory<byte> secret) => SealMany([new(kind, id, secret)]);

    /// <summary>Keeps many secrets with one wait for the disk: all or none.</summary>
    public void SealMany(IReadOnlyCollection<SealedValue> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        var boxes = values.Select(value => (value.Kind, value.Id, Box: _box.Seal(value))).ToList();
        _file.InTransaction(() =>
        {
            using var insert = _file.Connection.Prepare(
                "INSERT OR REPLACE INTO sealed (kind, id, box) VALUES ($kind, $id, $box)", "$kind", "$id", "$box");
            foreach (var (kind, id, box) in boxes)
            {
                insert.Parameters[0].Value = kind;
                insert.Parameters[1].Value = id;
                insert.Parameters[2].Value = box;
                insert.ExecuteNonQuery();
            }
        });
    }

    /// <summary>A secret, or null when there is none of that kind and id.</summary>
    /// <exception cref="JournalException">It is there but damaged.</exception>
    public byte[]? Open(string kind, string id)
    {
        if (ReadBox(kind, id) is not { } box)
        {
            return null;
        }

        return _box.Open(kind, id, box) ?? throw new JournalException(
            $"{_file.Path}: the secret {kind}/{id} is damaged. Put a back-up of the vault in its place.");
    }

    /// <summary>A secret that is made at random the first time it is asked for.</summary>
    public byte[] OpenOrMake(string kind, string id, int bytes) => _file.Guarded(() =>
    {
        if (Open(kind, id) is { } secret)
        {
            return secret;
        }

        var made = RandomNumberGenerator.GetBytes(bytes);
        Seal(kind, id, made);
        return made;
    });

    /// <summary>Lets secrets of one kind go for good; ids that are not there are passed over.</summary>
    public void Forget(string kind, params IReadOnlyCollection<string> ids) => _file.InTransaction(() =>
    {
        using var delete = _file.Connection.Prepare(
            "DELETE FROM sealed WHERE kind = $kind AND id = $id", "$kind", "$id");
        foreach (var id in ids)
        {
            delete.Parameters[0].Value = kind;
            delete.Parameters[1].Value = id;
            delete.ExecuteNonQuery();
        }
    });

    /// <summary>The ids of all secrets of a kind, in order.</summary>
    public IReadOnlyList<string> List(string kind) => _file.Guarded(() =>
    {
        using var select = _file.Connection.Prepare("SELECT id FROM sealed WHERE kind = $kind ORDER BY id", "$kind");
        select.Parameters[0].Value = kind;
        using var rows = select.ExecuteReader();
        var ids = new List<string>();
        while (rows.Read())
        {
            ids.Add(rows.GetString(0));
        }

        return ids;
    });

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
    }

    private void MakeOrCheck(string masterKeyPath)
    {
        if (Convert.ToInt64(_file.Connection.Scalar("SELECT count(*) FROM sqlite_schema"), null) == 0)
        {
            _file.Connection.Execute(
                "CREATE TABLE sealed (kind TEXT NOT NULL, id TEXT NOT NULL, box BLOB NOT NULL, "
                + "PRIMARY KEY (kind, id)) WITHOUT ROWID");
            _file.Connection.Execute($"PRAGMA application_id = {ApplicationId}");
            _file.Connection.Execute($"PRAGMA user_version = {Format}");
        }

        if (Convert.ToInt64(_file.Connection.Scalar("PRAGMA application_id"), null) != ApplicationId)
        {
            throw new JournalException($"{_file.Path} is not a Heliostat vault. Name the right file.");
        }

        if (Convert.ToInt64(_file.Connection.Scalar("PRAGMA user_version"), null) > Format)
        {
            throw new JournalException(
                $"{_file.Path} was written by a newer Heliostat. Use that version or a newer one.");
        }

        CheckKey(masterKeyPath);
    }

    private void CheckKey(string masterKeyPath)
    {
        if (ReadBox(VaultKinds.Check, "") is not { } box)
        {
            Seal(VaultKinds.Check, "", ReadOnlyMemory<byte>.Empty);
        }
        else if (_box.Open(VaultKinds.Check, "", box) is null)
        {
            throw new JournalException(
                $"The key in {masterKeyPath} does not open the vault {_file.Path}. "
                + $"Name the file that belongs to it in {MasterKey.FileVariable}.");
        }
    }

    private byte[]? ReadBox(string kind, string id) => _file.Guarded(() =>
    {
        using var select = _file.Connection.Prepare(
            "SELECT box FROM sealed WHERE kind = $kind AND id = $id", "$kind", "$id");
        select.Parameters[0].Value = kind;
        select.Parameters[1].Value = id;
        return select.ExecuteScalar() as byte[];
    });
}
