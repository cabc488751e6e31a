using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Heliostat.Tidy.Tests.Core;

/// <summary>Every command and every event has the name by which the journal knows it: its own, in kebab-case.</summary>
internal static partial class JournalNames
{
    public static IEnumerable<Violation> Find(Type root, IEnumerable<Type> types)
    {
        var named = root.GetCustomAttributes<JsonDerivedTypeAttribute>()
            .ToDictionary(name => name.DerivedType, name => name.TypeDiscriminator);
        return from type in types
               where type.IsSubclassOf(root) && !type.IsAbstract
               let name = HumpPattern().Replace(type.Name, "-").ToLowerInvariant()
               where !name.Equals(named.GetValueOrDefault(type))
               select new Violation(
                   root.Name, 0, $"add [JsonDerivedType(typeof({type.Name}), \"{name}\")]: no journal can hold one.");
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex HumpPattern();
}
