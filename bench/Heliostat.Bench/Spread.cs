using System.Globalization;

namespace Heliostat.Bench;

/// <summary>Figures of several rounds, told as their median with the smallest and the largest.</summary>
internal sealed class Spread(string unit)
{
    private readonly List<double> _values = [];

    public double Median
    {
        get
        {
            var sorted = _values.Order().ToList();
            var middle = sorted.Count / 2;
            return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public void Add(double value) => _values.Add(value);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Short(Median)} {unit} ({Short(_values.Min())}–{Short(_values.Max())}, {_values.Count} rounds)");

    private static string Short(double value) => value.ToString(
        Math.Abs(value) >= 1000 ? "N0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
