using System.Reflection.Emit;

namespace Heliostat.Tidy.Tests.Core;

/// <summary>
/// A method as compiled: the types of its signature and locals, and its instructions with what they name.
/// </summary>
internal sealed record CompiledMethod(
    string Name, IReadOnlyList<string> Types, IReadOnlyList<(OpCode Code, string Named)> Body);
