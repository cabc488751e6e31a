using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Heliostat.Core.Journal;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Journal;

/// <summary>Makes a value of any type that the journal holds, each different from the one before.</summary>
/// <param name="isLean">True for one in which everything is left out that may be.</param>
internal sealed class Generated(bool isLean)
{
    private readonly NullabilityInfoContext _nullability = new();
    private int _made;

    public object Make(Type type)
    {
        var number = ++_made;
        return type switch
        {
            _ when type == typeof(string) => $"text \"{number}\" \u00e4\u20ac",
            _ when type == typeof(int) => number,
            _ when type == typeof(long) => (1L << 40) + number,
            _ when type == typeof(ulong) => (1UL << 63) + (ulong)number,
            _ when type == typeof(byte) => (byte)number,
            _ when type == typeof(bool) => !isLean,
            _ when type == typeof(Guid) => new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            _ when type == typeof(ContentHash) => Some.Hash($"{number}"),
            _ when type == typeof(JsonElement) => JsonElement.Parse($$"""{"made":[{{number}},"x"]}"""),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!,
            _ when Nullable.GetUnderlyingType(type) is { } inner => Make(inner),
            _ when ElementOf(type) is { } element => MakeList(element),
            _ => MakeRecord(type),
        };
    }

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
        : null;

    private Array MakeList(Type element)
    {
        var list = Array.CreateInstance(element, isLean ? 0 : 2);
        for (var i = 0; i < list.Length; i++)
        {
            list.SetValue(Make(element), i);
        }

        return list;
    }

    private object MakeRecord(Type type)
    {
        var maker = type.GetConstructors()
            .Where(one => one.GetParameters() is not [var only] || only.ParameterType != type)
            .MaxBy(one => one.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no constructor that can be called.");
        var made = maker.Invoke([.. maker.GetParameters().Select(parameter => MakeArgument(type, parameter))]);
        foreach (var property in Settable(type, maker))
        {
            if (!isLean || !IsOptional(property))
            {
                property.SetValue(made, Make(property.PropertyType));
            }
        }

        return made;
    }

    private object? MakeArgument(Type type, ParameterInfo parameter)
    {
        var property = type.GetProperty(parameter.Name!);
        if (property?.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType == typeof(RawJsonConverter))
        {
            return """{ "kept" : "to the byte" }""";
        }

        var isOptional = _nullability.Create(parameter).WriteState == NullabilityState.Nullable;
        return isLean && isOptional ? null : Make(parameter.ParameterType);
    }

    private static IEnumerable<PropertyInfo> Settable(Type type, ConstructorInfo maker) => type.GetProperties()
        .Where(property => property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
        .Where(property => maker.GetParameters().All(parameter => parameter.Name != property.Name));

    private bool IsOptional(PropertyInfo property) =>
        _nullability.Create(property).WriteState == NullabilityState.Nullable;
}
