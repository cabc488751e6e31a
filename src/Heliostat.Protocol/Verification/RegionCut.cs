using System.Globalization;

namespace Heliostat.Protocol.Verification;

/// <summary>
/// How a frame is cut into regions that different nodes render: columns × rows of about equal size, cut on tile lines
/// from the bottom left, so that the tiles of a region are tiles of its frame. Region <c>row × Columns + column</c>.
/// </summary>
/// <param name="Columns">Regions across, 1 to <see cref="PerSideMax"/>.</param>
/// <param name="Rows">Regions up, 1 to <see cref="PerSideMax"/>.</param>
public sealed record RegionCut(int Columns, int Rows)
{
    /// <summary>Regions that a frame may be cut into across or up.</summary>
    public const int PerSideMax = 64;

    /// <summary>Regions of a frame; their numbers are 0 to Count − 1.</summary>
    [JsonIgnore]
    public int Count => Columns * Rows;

    /// <summary>Why a frame cannot be cut so, in a sentence; null when it can.</summary>
    public string? WhyNot(TileGrid frame)
    {
        if (Columns is < 1 or > PerSideMax || Rows is < 1 or > PerSideMax || Columns * Rows < 2)
        {
            return $"A frame is cut into 2 regions or more, at most {PerSideMax} across and {PerSideMax} up, "
                + $"not {this}.";
        }

        return Columns > frame.Columns || Rows > frame.Rows
            ? $"Regions are cut on lines {TileGrid.Side} pixels apart, so a frame of {frame.Width}x{frame.Height} "
                + $"pixels has at most {Math.Min(frame.Columns, PerSideMax)}x{Math.Min(frame.Rows, PerSideMax)} "
                + $"regions, not {this}."
            : null;
    }

    /// <summary>
    /// The pixels of a region: column i of n begins at tile ⌊i × C / n⌋ of the frame's C columns of tiles; rows
    /// likewise.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such region.</exception>
    public TileRectangle RectangleOf(TileGrid frame, int region)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(region);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(region, Count);
        var (column, row) = (region % Columns, region / Columns);
        var (left, right) = (Line(column, Columns, frame.Columns), Line(column + 1, Columns, frame.Columns));
        var (bottom, top) = (Line(row, Rows, frame.Rows), Line(row + 1, Rows, frame.Rows));
        return new TileRectangle(
            left,
            bottom,
            Math.Min(right, frame.Width) - left,
            Math.Min(top, frame.Height) - bottom);
    }

    /// <summary>The form <c>4x3</c>: columns, an x, rows.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Columns}x{Rows}");

    /// <summary>Reads the form <c>4x3</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out RegionCut? cut)
    {
        cut = text?.Split('x') is [var across, var up]
            && int.TryParse(across, NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
            && int.TryParse(up, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            && columns is >= 1 and <= PerSideMax && rows is >= 1 and <= PerSideMax
                ? new RegionCut(columns, rows)
                : null;
        return cut is not null;
    }

    private static int Line(int index, int count, int tiles) => index * tiles / count * TileGrid.Side;
}
