using System.Globalization;

namespace Heliostat.Fuzz.Running;

/// <summary>
/// Gives one door input after input, all drawn from a seed. What breaks its promise is shown with the seed and its
/// number, by which it can be made again: HELIOSTAT_FUZZ_SEED and HELIOSTAT_FUZZ_INPUT.
/// </summary>
internal static class Fuzzer
{
    /// <summary>Inputs that each door gets.</summary>
    public const int Inputs = 100_000;

    private const string SeedVariable = "HELIOSTAT_FUZZ_SEED";
    private const string InputVariable = "HELIOSTAT_FUZZ_INPUT";
    private const int SeedDefault = 1;
    private const int ShownCharactersMax = 2_000;

    // Bounds against what hangs or swells, not measures of speed.
    private const int InputSecondsMax = 30;
    private const long InputBytesMax = 512L * 1024 * 1024;

    private static int Seed => Read(SeedVariable) ?? SeedDefault;

    /// <summary>Draws inputs and puts each to the promise; says how many there were.</summary>
    /// <param name="make">Draws one.</param>
    /// <param name="promise">Throws where the door did what it may not.</param>
    /// <param name="show">The input for people.</param>
    /// <param name="inputs">How many.</param>
    public static void Run<T>(
        Func<Random, T> make, Action<T, Random> promise, Func<T, string> show, int inputs = Inputs)
    {
        var (first, end) = Read(InputVariable) is { } one ? (one, one + 1) : (0, inputs);
        var door = TestContext.Current.TestClass?.TestClassSimpleName;
        using var watch = new HangWatch(TimeSpan.FromSeconds(InputSecondsMax));
        for (var number = first; number < end; number++)
        {
            var chance = new Random(unchecked((Seed * 1_000_003) + number));
            var input = make(chance);
            watch.Begin($"{door}, seed {Seed}, input {number}");
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                promise(input, chance);
                var used = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.True(used <= InputBytesMax, $"It took {used} bytes of memory.");
            }
            catch (Exception error)
            {
                throw new FuzzException(
                    $"Seed {Seed}, input {number} ({SeedVariable}={Seed} {InputVariable}={number}): {error.Message}\n"
                    + Cut(show(input)),
                    error);
            }
        }

        Counts.Add("inputs", end - first);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{door}: {end - first} inputs, seed {Seed}"));
    }

    /// <inheritdoc cref="Run{T}(Func{Random, T}, Action{T, Random}, Func{T, string}, int)"/>
    public static void Run(Func<Random, byte[]> make, Action<byte[]> promise, int inputs = Inputs) =>
        Run(make, (input, _) => promise(input), Mutator.Show, inputs);

    private static string Cut(string shown) =>
        shown.Length <= ShownCharactersMax ? shown : $"{shown[..ShownCharactersMax]} … ({shown.Length} characters)";

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
