using FsCheck;

namespace Heliostat.Core.Tests;

/// <summary>Checks a promise on a hundred random inputs, and speaks only when it is broken.</summary>
internal static class Promise
{
    public static void Holds(Property promise) =>
        promise.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
