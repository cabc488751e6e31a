using Heliostat.Protocol.Api;

namespace Heliostat.Client;

/// <summary>
/// Something that was asked of a network did not happen: a stable code, what happened, and what to do.
/// </summary>
public sealed class HeliostatException : Exception
{
    /// <summary>No manager answered at the URL.</summary>
    public const string NotReachable = "not-reachable";

    /// <summary>The manager's answer could not be read.</summary>
    public const string AnswerUnreadable = "answer-unreadable";

    /// <summary>The manager's events could not be followed any longer.</summary>
    public const string StreamLost = "stream-lost";

    /// <summary>Makes one.</summary>
    /// <param name="code">Stable, in kebab case; programs match on it.</param>
    /// <param name="message">What happened, in a sentence.</param>
    /// <param name="whatToDo">What the reader can do about it, in a sentence; empty where the message says it.</param>
    /// <param name="cause">What brought it about.</param>
    public HeliostatException(string code, string message, string whatToDo, Exception? cause = null)
        : base(message, cause)
    {
        Code = code;
        WhatToDo = whatToDo;
    }

    /// <summary>Stable, in kebab case; a refusal's own code, or one of the constants here.</summary>
    public string Code { get; }

    /// <summary>What the reader can do about it, in a sentence; may be empty.</summary>
    public string WhatToDo { get; }

    /// <summary>The HTTP status of the answer; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>The field of the request that was wrong, in snake_case; null where it was not one field.</summary>
    public string? Field { get; init; }

    /// <summary>True when a manager answered, and its answer was no: asking the same again will not help.</summary>
    public bool IsRefusal => Status is >= 400 and < 500 && Code != ProblemCodes.TooManyRequests;
}
