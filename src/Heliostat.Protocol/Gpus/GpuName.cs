using System.Text;

namespace Heliostat.Protocol.Gpus;

/// <summary>
/// A GPU's name without what is written now this way, now that: <c>NVIDIA GeForce RTX 4090</c>, <c>RTX4090</c> and
/// <c>rtx 4090</c> are one name. Ti, SUPER, Laptop, PCIe, SXM and sizes of memory stay, so other GPUs have other names.
/// </summary>
public readonly record struct GpuName
{
    /// <summary>Characters that a name may have as it is written by others.</summary>
    public const int LengthMax = 100;

    // Makers, their brands, and words that tell no GPU from another.
    private static readonly HashSet<string> Dropped =
    [
        "NVIDIA", "GEFORCE", "TESLA", "QUADRO", "AMD", "RADEON", "INSTINCT", "INTEL", "HABANA",
        "GPU", "GRAPHICS", "GENERATION", "EDITION", "CORPORATION", "WITH", "DESIGN", "R", "TM",
    ];

    private readonly string? _value;

    private GpuName(string value) => _value = value;

    /// <summary>The name in capitals and without spaces, such as <c>RTX4090</c> or <c>A100SXM4-80GB</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>
    /// Reads a name; false where it is empty, longer than <see cref="LengthMax"/>, or names no more than a maker.
    /// </summary>
    public static bool TryRead(string? text, out GpuName name)
    {
        name = default;
        if (text is null || text.Length > LengthMax)
        {
            return false;
        }

        var written = new StringBuilder(text.Length);
        foreach (var word in WordsOf(text))
        {
            // Two numbers side by side would read as one.
            if (written.Length > 0 && char.IsAsciiDigit(written[^1]) && char.IsAsciiDigit(word[0]))
            {
                written.Append('-');
            }

            written.Append(word);
        }

        name = new GpuName(written.ToString());
        return written.Length > 0;
    }

    /// <inheritdoc cref="Value"/>
    public override string ToString() => Value;

    /// <summary>Runs of letters and runs of digits, in capitals.</summary>
    private static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && KindOf(text[i]) == KindOf(text[start]))
            {
                i++;
            }

            var word = text[start..i].ToUpperInvariant();
            if (KindOf(text[start]) != 0 && !Dropped.Contains(word))
            {
                words.Add(word == "G" && IsNumber(words) ? "GB" : word);
            }
        }

        return words;
    }

    // "12G" and "12GB" are one size; "A10G" is a GPU.
    private static bool IsNumber(List<string> words) =>
        words.Count > 2 && char.IsAsciiDigit(words[^1][0]);

    private static int KindOf(char c) => char.IsAsciiDigit(c) ? 1 : char.IsAsciiLetter(c) ? 2 : 0;
}
