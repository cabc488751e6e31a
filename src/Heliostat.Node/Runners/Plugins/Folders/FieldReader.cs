using System.Text.Json;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>Reads the fields of one JSON object, and collects what is wrong with them.</summary>
internal sealed class FieldReader
{
    private readonly Dictionary<string, JsonElement> _fields = [];
    private readonly List<PluginFault> _faults;
    private readonly string _prefix;

    public FieldReader(JsonElement root, string prefix, List<PluginFault> faults)
    {
        (_prefix, _faults) = (prefix, faults);
        foreach (var property in root.EnumerateObject())
        {
            if (!_fields.TryAdd(property.Name, property.Value))
            {
                Fault(property.Name, "The field stands there twice; keep one.");
            }
        }
    }

    /// <summary>Says of every field that is none of these that nobody knows it.</summary>
    public void Only(params string[] known)
    {
        foreach (var name in _fields.Keys.Except(known).Order(StringComparer.Ordinal))
        {
            Fault(name, $"There is no such field; there are {string.Join(", ", known)}.");
        }
    }

    /// <summary>The field's value; null where it is not there.</summary>
    public JsonElement? Find(string name) => _fields.TryGetValue(name, out var value) ? value : null;

    /// <summary>A text; empty where it is not there.</summary>
    public string Text(string name, int charactersMax)
    {
        if (Find(name) is not { } value)
        {
            return "";
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= charactersMax)
        {
            return text;
        }

        Fault(name, $"It is a text of at most {charactersMax} characters.");
        return "";
    }

    /// <summary>A whole number from 1; the usual where it is not there.</summary>
    public int Number(string name, long usual, int most)
    {
        if (Find(name) is not { } value)
        {
            return (int)usual;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            && number >= 1 && number <= most)
        {
            return number;
        }

        Fault(name, $"It is a whole number from 1 to {most}.");
        return (int)usual;
    }

    /// <summary>Says that something is wrong with a field.</summary>
    public void Fault(string name, string reason) => _faults.Add(new PluginFault(_prefix + name, reason));
}
