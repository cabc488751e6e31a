using System.Security.Cryptography;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Nodes;

/// <summary>Registers nodes: the request of an operator, then the proof of the node's own key.</summary>
internal sealed class RegistrationRoutes(
    ManagerLoop loop, RegistrationDesk desk, NodeTokens tokens, FailureLimit failures)
{
    private const int PemCharactersMax = 4_096;
    private const int CapabilityCharactersMax = 100;

    private static readonly ProblemAnswer ChallengeOver = new(
        StatusCodes.Status409Conflict,
        "challenge-over",
        "This registration is over: a challenge is answered once, within a minute. Register again.");

    private static readonly ProblemAnswer ProofInvalid = new(
        StatusCodes.Status403Forbidden,
        "proof-invalid",
        "The signature is not that of the registered key over this registration. Register again.");

    private static readonly ProblemAnswer TooManyPending = new(
        StatusCodes.Status503ServiceUnavailable,
        "registrations-too-many",
        "Too many registrations wait for their proof; try again in a minute.")
    { RetryAfterSeconds = 60 };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Post("/api/v1/nodes/register", RegisterAsync).For(AccessRule.ChangesNodes).ExcludeFromDescription();
        routes.Post("/api/v1/nodes/{id:guid}/proof", ProveAsync).ExcludeFromDescription();
        routes.Get("/.well-known/jwks.json", () => Answer.Ok(tokens.KeySet, SigningJson.Default.JsonWebKeySet))
            .ExcludeFromDescription();
    }

    private async Task<IResult> RegisterAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var type = WireJson.Default.RegistrationRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong)
            || !TryCheck(asked, out var key, out wrong))
        {
            return wrong;
        }

        if (asked.NodeId is { } named)
        {
            var owner = await loop.AskAsync(network => network.Nodes.Find(named)?.Operator);
            if (owner != caller.Account)
            {
                return owner is null ? Problems.NodeUnknown : Problems.From(
                    new Core.Refusal("node-foreign", "This node belongs to another operator."));
            }
        }

        return desk.Begin(asked, key, caller.Account) is { } answer
            ? Answer.Created(answer, WireJson.Default.RegistrationAnswer)
            : TooManyPending;
    }

    private async Task<IResult> ProveAsync(HttpContext context, Guid id)
    {
        var node = new NodeId(id);
        if (failures.IsOver(context.Connection.RemoteIpAddress))
        {
            return Problems.TooManyFailures;
        }

        if (tokens.AdmitProof(NodeTokens.Of(context.Request), node) is not { } name)
        {
            failures.Add(context.Connection.RemoteIpAddress);
            return Problems.TokenInvalid;
        }

        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted) ?? [];
        if (!StrictJson.TryRead(context.Request, body, WireJson.Default.ProofRequest, out var said, out var wrong))
        {
            return wrong;
        }

        if (desk.Take(name) is not { } pending || pending.Node != node)
        {
            return ChallengeOver;
        }

        if (!IsProof(pending.Proof, said.Signature))
        {
            return ProofInvalid;
        }

        var key = pending.Proof.PublicKey;
        var outcome = await loop.SubmitAsync(new RegisterNode(
            node, pending.Proof.Operator, pending.Name, Convert.ToBase64String(key.Span)));
        if (outcome.Refused is { } refused)
        {
            return Problems.From(refused);
        }

        // The readers see an entry just after it is answered; a question comes after them, so the token works at once.
        await loop.AskAsync(static _ => true);
        var (token, _) = tokens.Make(node, JsonWebKey.ThumbprintOf(key.Span));
        return Answer.Ok(new ProofAnswer(node, token, "REGISTERED"), WireJson.Default.ProofAnswer);
    }

    private static bool IsProof(RegistrationProof proof, string? signature)
    {
        var bytes = new byte[Ed25519.SignatureBytes];
        return signature is not null
            && Convert.TryFromBase64String(signature, bytes, out var length)
            && length == bytes.Length
            && proof.Verify(bytes);
    }

    private static bool TryCheck(RegistrationRequest asked, out byte[] key, out ProblemAnswer wrong)
    {
        key = [];
        wrong = null!;
        if (asked.Name is null || asked.PublicKey is null || asked.Capabilities is null)
        {
            wrong = StrictJson.Missing(
                asked.Name is null ? "name" : asked.PublicKey is null ? "public_key" : "capabilities");
            return false;
        }

        if (asked.Name.Length > RegisterNode.NameLengthMax || string.IsNullOrWhiteSpace(asked.Name))
        {
            wrong = Problems.Unprocessable(
                "name-invalid", $"A node's name has 1 to {RegisterNode.NameLengthMax} characters.", "name");
            return false;
        }

        if (asked.Capabilities.Count > NodeFacts.CapabilitiesMax
            || asked.Capabilities.Any(word => word is not { Length: > 0 and <= CapabilityCharactersMax }))
        {
            wrong = Problems.Unprocessable(
                "capabilities-invalid",
                $"A node names at most {NodeFacts.CapabilitiesMax} capabilities, each of at most "
                    + $"{CapabilityCharactersMax} characters.",
                "capabilities");
            return false;
        }

        return TryReadKey(asked.PublicKey, out key, out wrong);
    }

    private static bool TryReadKey(string pem, out byte[] key, out ProblemAnswer wrong)
    {
        (key, wrong) = ([], null!);
        try
        {
            if (pem.Length <= PemCharactersMax)
            {
                using var read = Ed25519PublicKey.FromPem(pem);
                key = read.Bytes.ToArray();
                return true;
            }
        }
        catch (CryptographicException)
        {
            // Said below, as for a text that is too long.
        }

        wrong = Problems.Unprocessable(
            "public-key-invalid", "public_key is an Ed25519 key in PEM, as openssl genpkey makes it.", "public_key");
        return false;
    }
}
