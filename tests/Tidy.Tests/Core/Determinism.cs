using System.Reflection.Emit;
using System.Text.RegularExpressions;

namespace Heliostat.Tidy.Tests.Core;

/// <summary>
/// What would make two replays of one journal differ and the compiler lets pass: floating point, waiting,
/// and the order of hash collections.
/// </summary>
internal static partial class Determinism
{
    private static readonly HashSet<string> FloatInstructions =
    [
        "ldc.r4", "ldc.r8", "conv.r4", "conv.r8", "conv.r.un", "ldind.r4", "ldind.r8", "stind.r4", "stind.r8",
        "ldelem.r4", "ldelem.r8", "stelem.r4", "stelem.r8",
    ];

    public static IEnumerable<Violation> FloatingPoint(CoreCode code)
    {
        const string Advice = "floating point differs from machine to machine: count in millionths.";
        var fields = code.Fields().Where(field => IsFloat(field.Type)).Select(field => Found(field.Field, Advice));
        var methods = code.Methods()
            .Where(method => method.Types.Any(IsFloat)
                || method.Body.Any(step => FloatInstructions.Contains(step.Code.Name ?? "") || IsFloat(step.Named)))
            .Select(method => Found(method.Name, Advice));
        return fields.Concat(methods);
    }

    public static IEnumerable<Violation> Waiting(CoreCode code) =>
        from type in code.Types()
        where type.Interfaces.Any(name => name.StartsWith(
            "System.Runtime.CompilerServices.IAsyncStateMachine", StringComparison.Ordinal))
        select Found(type.Type, "rules do not wait: no async in Core.");

    public static IEnumerable<Violation> HashOrder(CoreCode code) =>
        from method in code.Methods()
        from step in method.Body
        where step.Code.FlowControl == FlowControl.Call && HashWalk().IsMatch(step.Named)
        select Found(method.Name, "the order of a hash collection is chance: keep a sorted one or a list beside it.");

    private static bool IsFloat(string type) => FloatType().IsMatch(type);

    private static Violation Found(string member, string advice) => new(member, 0, advice);

    [GeneratedRegex(@"\bSystem\.(Single|Double|Half)\b")]
    private static partial Regex FloatType();

    [GeneratedRegex(
        @"^System\.Collections\.(Generic|Immutable|Frozen|Concurrent)\."
        + @"(Dictionary`2|HashSet`1|ImmutableDictionary`2|ImmutableHashSet`1|Frozen\w+`\d|ConcurrentDictionary`2)"
        + @"[^:]*::(GetEnumerator|get_Keys|get_Values|CopyTo|ToArray|ToFrozen\w+)\b"
        + @"|^System\.Collections\.Hashtable::GetEnumerator")]
    private static partial Regex HashWalk();
}
