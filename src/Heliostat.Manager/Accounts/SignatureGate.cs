using Heliostat.Core;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Heliostat.Manager.Accounts;

/// <summary>
/// Lets a request with an access rule pass when its signature, time, nonce, key and address are right. An unknown key
/// and a bad signature get the same answer in the same time.
/// </summary>
internal sealed class SignatureGate(RequestDelegate next, ManagerLoop loop, GateBooks books)
{
    private static readonly ProblemAnswer SignatureMissing = Unauthorized(
        "signature-missing",
        "Sign the request with an API key: the headers X-API-Key, X-Time, X-Nonce and X-Signature, each once.");

    private static readonly ProblemAnswer SignatureStale = Unauthorized(
        "signature-stale",
        "X-Time is over five minutes away from the manager's clock; set this machine's clock and sign again.");

    private static readonly ProblemAnswer NonceUsed = Unauthorized(
        "nonce-used", "This nonce was used before; sign each request, and each repeat, with a fresh one.");

    private static readonly ProblemAnswer KeyRevoked = Unauthorized("key-revoked", "This API key was revoked.");

    private static readonly ProblemAnswer KeyExpired = Unauthorized("key-expired", "This API key has expired.");

    private static readonly ProblemAnswer AccountBanned = Forbidden(
        "account-banned", "The account of this API key is banned.");

    private static readonly ProblemAnswer AddressForbidden = Forbidden(
        "address-not-allowed", "This API key may not be used from this address.");

    private static readonly ProblemAnswer ScopeMissing = Forbidden(
        "scope-missing", "This API key's preset does not allow this; use a key of another preset.");

    private static readonly ProblemAnswer BodyTooLarge = new(
        StatusCodes.Status413PayloadTooLarge,
        "body-too-large",
        $"A request's body has at most {RequestBody.BytesMax} bytes.");

    private static readonly ProblemAnswer TooManyNonces = new(
        StatusCodes.Status503ServiceUnavailable,
        "too-many-nonces",
        "The manager remembers as many nonces as it can; try again in a minute.")
    {
        RetryAfterSeconds = 60,
    };

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is not { } rule
            || (rule.PassesUnsigned && !context.Request.Headers.ContainsKey(RequestSignature.ApiKeyHeader)))
        {
            await next(context);
            return;
        }

        var refused = await JudgeAsync(context, rule)
            ?? (loop.IsHeld && !HttpMethods.IsGet(context.Request.Method) ? Problems.DiskFull : null);
        if (refused is not null)
        {
            await refused.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private static ProblemAnswer Unauthorized(string code, string sentence) =>
        new(StatusCodes.Status401Unauthorized, code, sentence);

    private static ProblemAnswer Forbidden(string code, string sentence) =>
        new(StatusCodes.Status403Forbidden, code, sentence);

    private static ProblemAnswer TooManyRequests(int seconds) => new(
        StatusCodes.Status429TooManyRequests,
        ProblemCodes.TooManyRequests,
        "This API key asks too fast; wait as long as Retry-After says, and ask less often.")
    {
        RetryAfterSeconds = seconds,
    };

    private static RequestLine LineOf(HttpContext context) => RequestLine.FromTarget(
        context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    private async Task<ProblemAnswer?> JudgeAsync(HttpContext context, AccessRule rule)
    {
        var address = context.Connection.RemoteIpAddress;
        if (books.Failures.IsOver(address))
        {
            return Problems.TooManyFailures;
        }

        var headers = RequestSignature.Read(name => context.Request.Headers[name] is [{ } only] ? only : null);
        if (headers is null)
        {
            return SignatureMissing;
        }

        if (await RequestBody.ReadAsync(context.Request, context.RequestAborted) is not { } body)
        {
            return BodyTooLarge;
        }

        var verdict = RequestVerifier.Check(headers, LineOf(context), body, books.Keys.SecretOf(headers.ApiKey));
        if (!verdict.Matches)
        {
            return Refuse(verdict, context);
        }

        return books.Keys.Find(headers.ApiKey) is { } key
            ? Admit(context, rule, headers, key, body)
            : Refuse(RequestVerdict.BadSignature, context);
    }

    private ProblemAnswer Refuse(RequestVerdict verdict, HttpContext context)
    {
        if (verdict == RequestVerdict.BadSignature)
        {
            books.Failures.Add(context.Connection.RemoteIpAddress);
            return Unauthorized(verdict.Code, verdict.Sentence);
        }

        return Problems.Unreadable(verdict.Code, verdict.Sentence);
    }

    private ProblemAnswer? Admit(
        HttpContext context, AccessRule rule, RequestSignature headers, KnownKey key, byte[] body)
    {
        var now = loop.Now;
        if (!headers.IsTimely(now.UnixMs))
        {
            return SignatureStale;
        }

        if (WhyNot(key, context, now) is { } refused)
        {
            return refused;
        }

        if (books.Requests.SecondsToWait(headers.ApiKey) is { } seconds)
        {
            return TooManyRequests(seconds);
        }

        if (books.Nonces.IsFull)
        {
            return TooManyNonces;
        }

        var nonce = new StoredNonce(
            headers.ApiKey, headers.Nonce, now.UnixMs + RequestSignature.NonceKeptMilliseconds);
        if (!books.Nonces.TryUse(nonce))
        {
            return NonceUsed;
        }

        if (!rule.Admits(key.Kind))
        {
            return ScopeMissing;
        }

        context.Features.Set(new Caller(key.Account, key.Kind, headers.ApiKey, nonce, body));
        return null;
    }

    private ProblemAnswer? WhyNot(KnownKey key, HttpContext context, Instant now) =>
        key.Revoked ? KeyRevoked
        : key.ExpiresAt is { } end && end <= now ? KeyExpired
        : books.Keys.IsBanned(key.Account) ? AccountBanned
        : !key.Admits(context.Connection.RemoteIpAddress) ? AddressForbidden
        : null;
}
