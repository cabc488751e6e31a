using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Accounts;

/// <summary>
/// Makes a repeated POST with the same <c>Idempotency-Key</c> do its deed once, also after a crash: the key is sealed
/// with the name that the deed will have, before the deed.
/// </summary>
internal sealed class IdempotencyBook(SecretVault vault, TimeProvider time)
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The kind of secret under which the vault keeps them.</summary>
    public const string VaultKind = "idempotency";

    /// <summary>Characters that a key may have.</summary>
    public const int KeyCharactersMax = 255;

    /// <summary>Hours for which a key is remembered at least.</summary>
    public const int KeptHours = 24;

    private static readonly ProblemAnswer KeyInvalid = Problems.Unreadable(
        "idempotency-key-invalid", $"An {Header} has 1 to {KeyCharactersMax} visible ASCII characters.");

    private static readonly ProblemAnswer KeyReused = Problems.Unprocessable(
        "idempotency-key-reused", $"This {Header} was used for another request; use a fresh one.");

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _underWay = new(StringComparer.Ordinal);

    /// <summary>
    /// Begins a deed, after any other under the same key has ended. Dispose of what comes when the answer is known.
    /// </summary>
    public async Task<(OnceOnly? Once, ProblemAnswer? Problem)> BeginAsync(HttpContext context, Caller caller)
    {
        var header = context.Request.Headers[Header];
        if (header is [])
        {
            return (OnceOnly.Unbound, null);
        }

        if (header is not [{ Length: > 0 and <= KeyCharactersMax } key] || key.Any(c => c is < '!' or > '~'))
        {
            return (null, KeyInvalid);
        }

        var id = IdOf(caller.Account, key);
        await EnterAsync(id, context.RequestAborted);
        var asked = ContentHash.Of([.. Encoding.UTF8.GetBytes($"{context.Request.Path}\n"), .. caller.Body]);
        if (Find(id) is { } known && known.Asked != asked.ToString())
        {
            Leave(id);
            return (null, KeyReused);
        }

        return (new OnceOnly(Find(id)?.Name, name => Seal(id, asked, name), () => Leave(id)), null);
    }

    /// <summary>Lets go of keys that have been remembered for long enough.</summary>
    public void ForgetOld()
    {
        var old = time.GetUtcNow().AddHours(-KeptHours).ToUnixTimeMilliseconds();
        vault.Forget(VaultKind, [.. vault.List(VaultKind).Where(id => Find(id) is not { } kept || kept.At < old)]);
    }

    private static string IdOf(AccountId account, string key) =>
        $"{account}/{ContentHash.Of(Encoding.ASCII.GetBytes(key))}";

    private async Task EnterAsync(string id, CancellationToken cancellation)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_underWay.GetOrAdd(id, mine) is var other && other != mine)
        {
            await other.Task.WaitAsync(cancellation);
        }
    }

    private void Leave(string id)
    {
        if (_underWay.TryRemove(id, out var mine))
        {
            mine.SetResult();
        }
    }

    private SealedValue Seal(string id, ContentHash asked, string name) => new(
        VaultKind,
        id,
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeMilliseconds()}\n{asked}\n{name}")));

    private (long At, string Asked, string Name)? Find(string id) =>
        vault.Open(VaultKind, id) is { } bytes
        && Encoding.UTF8.GetString(bytes).Split('\n', 3) is [var at, var asked, var name]
            ? (long.Parse(at, CultureInfo.InvariantCulture), asked, name)
            : null;
}
