using System.Text.Json;

namespace Heliostat.Cli.Running;

/// <summary>
/// The configuration file, <c>~/.heliostat/cli.json</c>: where the manager is, and with which key to ask.
/// </summary>
/// <param name="Url">The manager's URL.</param>
/// <param name="KeyFile">The key file; relative to the configuration file's folder.</param>
internal sealed record CliConfiguration(string? Url, string? KeyFile)
{
    public const string FileName = "cli.json";

    /// <summary>
    /// The folder of the program's own files: HELIOSTAT_HOME, or <c>.heliostat</c> in the user's home.
    /// </summary>
    public static string Home =>
        Environment.GetEnvironmentVariable("HELIOSTAT_HOME") is { Length: > 0 } home
            ? Path.GetFullPath(home)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".heliostat");

    /// <summary>Reads the file; an empty configuration where there is none.</summary>
    public static CliConfiguration Read()
    {
        var path = Path.Combine(Home, FileName);
        if (!File.Exists(path))
        {
            return new CliConfiguration(null, null);
        }

        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Default.CliConfiguration);
            return read is null
                ? new CliConfiguration(null, null)
                : read with { KeyFile = read.KeyFile is null ? null : Path.GetFullPath(read.KeyFile, Home) };
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException)
        {
            throw CliFailure.Usage(
                "configuration-unreadable",
                $"The configuration file {path} could not be read: {cause.Message}",
                "It is JSON: {\"url\": \"http://HOST:PORT\", \"key_file\": \"consumer.json\"}; mend or remove it.");
        }
    }

    public static void Write(string folder, CliConfiguration configuration) =>
        File.WriteAllText(
            Path.Combine(folder, FileName),
            JsonSerializer.Serialize(configuration, CliJson.Default.CliConfiguration) + "\n");
}
