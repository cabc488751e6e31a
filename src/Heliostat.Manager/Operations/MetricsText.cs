using System.Globalization;
using System.Text;

namespace Heliostat.Manager.Operations;

/// <summary>Writes figures in Prometheus' text format, version 0.0.4.</summary>
internal sealed class MetricsText
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public MetricsText Counter(string name, string help, double value) => Simple(name, help, "counter", value);

    public MetricsText Gauge(string name, string help, double value) => Simple(name, help, "gauge", value);

    /// <summary>A counter with a line for each value of its labels.</summary>
    public MetricsText Counter(
        string name, string help, IEnumerable<((string Label, string Value)[] Labels, double Count)> lines)
    {
        Head(name, help, "counter");
        foreach (var (labels, count) in lines.OrderBy(line => KeyOf(line.Labels), StringComparer.Ordinal))
        {
            Line($"{name}{{{KeyOf(labels)}}}", count);
        }

        return this;
    }

    public override string ToString() => _text.ToString();

    private MetricsText Simple(string name, string help, string type, double value)
    {
        Head(name, help, type);
        Line(name, value);
        return this;
    }

    private void Head(string name, string help, string type) =>
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void Line(string name, double value) =>
        _text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");

    private static string KeyOf((string Label, string Value)[] labels) =>
        string.Join(',', labels.Select(label => $"{label.Label}=\"{Escape(label.Value)}\""));

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
