using Heliostat.Core;
using Heliostat.Manager.Journal;

namespace Heliostat.Manager.Loop;

/// <summary>A command that waits for its turn, and whom to answer; or a question about the books.</summary>
/// <param name="Command">The command; null for a question.</param>
/// <param name="Nonce">The nonce of the request that it came with.</param>
/// <param name="Answered">Called with what came of it; null where a promise is kept instead.</param>
/// <param name="Promise">The promise to keep; null where a callback is called instead.</param>
/// <param name="Question">What is asked about the books.</param>
internal readonly record struct Waiting(
    Command? Command,
    StoredNonce? Nonce,
    Action<Command, Outcome>? Answered,
    TaskCompletionSource<Outcome>? Promise,
    Question? Question);
