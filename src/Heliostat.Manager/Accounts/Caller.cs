using Heliostat.Core.Accounts;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Accounts;

/// <summary>Who sent a signed request, and what its body is; routes find it on the request.</summary>
/// <param name="Account">The account that the key acts for.</param>
/// <param name="Kind">What the account may do.</param>
/// <param name="PublicKey">The key.</param>
/// <param name="Nonce">The request's nonce, to be stored with the entry of what it changes.</param>
/// <param name="Body">The body's bytes.</param>
internal sealed record Caller(AccountId Account, AccountKind Kind, string PublicKey, StoredNonce Nonce, byte[] Body)
{
    /// <summary>True for the network owner, who may read everything.</summary>
    public bool IsOwner => Kind == AccountKind.NetworkOwner;

    /// <summary>The account whose things are listed; null lists those of all.</summary>
    public AccountId? OnlyOf => IsOwner ? null : Account;

    /// <summary>Whether the caller may read what belongs to an account.</summary>
    public bool MayRead(AccountId account) => IsOwner || account == Account;

    /// <summary>The caller of a request that passed the gate.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>()!;
}
