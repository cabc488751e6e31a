using System.Globalization;

namespace Heliostat.Bench;

/// <summary>What was asked for: <c>--name value</c>, in pairs.</summary>
internal sealed class BenchArguments
{
    private readonly Dictionary<string, string> _values = [];

    public BenchArguments(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Count)
            {
                throw new ArgumentException($"'{words[i]}' needs a name that begins with -- and a value after it.");
            }

            _values[words[i][2..]] = words[i + 1];
        }
    }

    public double Number(string name, double otherwise) =>
        _values.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public int Count(string name, int otherwise) => (int)Number(name, otherwise);
}
