using System.CommandLine;
using Heliostat.Client;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Running;

/// <summary>One run of one command: what was given on the command line, where to speak, and when to stop.</summary>
internal sealed class CommandRun
{
    private readonly ParseResult _parsed;

    public CommandRun(ParseResult parsed, CancellationToken cancellation)
    {
        _parsed = parsed;
        Cancellation = cancellation;
        Terminal = new Terminal(
            parsed.GetValue(GlobalOptions.Json),
            parsed.GetValue(GlobalOptions.Quiet),
            parsed.GetValue(GlobalOptions.Verbose));
    }

    public CancellationToken Cancellation { get; }

    public Terminal Terminal { get; }

    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => _parsed.GetValue(argument)!;

    /// <summary>True where the option was written on the command line, rather than left to its default.</summary>
    public bool Has(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>A client with the caller's key, at the manager that was asked for.</summary>
    public HeliostatClient Client() => new(Key());

    /// <summary>The caller's key, with the manager's URL in it.</summary>
    public KeyFile Key()
    {
        var configuration = CliConfiguration.Read();
        var path = KeyFilePath();
        var key = ReadKey(path);
        var url = Url() ?? (key.Url is { Length: > 0 } own ? own : configuration.Url)
            ?? throw CliFailure.Usage(
                "url-unknown", "No manager was named.", "Give --url URL or set HELIOSTAT_URL.");
        Terminal.Detail($"Manager {url}, key {key.PublicKey} of {path}");
        return key with { Url = url };
    }

    /// <summary>The manager's URL where the command line or the environment names one.</summary>
    public string? Url() => Get(GlobalOptions.Url) ?? Variable("HELIOSTAT_URL");

    /// <summary>The file with the caller's key.</summary>
    public string KeyFilePath() =>
        Get(GlobalOptions.KeyFile) ?? Variable("HELIOSTAT_KEY_FILE") ?? CliConfiguration.Read().KeyFile
        ?? throw CliFailure.Usage(
            "key-file-unknown",
            "No API key was named.",
            $"Give --key-file FILE, set HELIOSTAT_KEY_FILE, or write it to {CliConfiguration.Home}/cli.json.");

    /// <summary>Reads a key file; warns where others may read it too.</summary>
    public KeyFile ReadKey(string path)
    {
        try
        {
            var key = KeyFiles.Read(path);
            if (KeyFiles.IsOpenToOthers(path))
            {
                Terminal.Warn($"Others may read the key file {path}; close it with 'chmod 600'.");
            }

            return key;
        }
        catch (HeliostatException cause)
        {
            throw CliFailure.Usage(cause.Code, cause.Message, cause.WhatToDo);
        }
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
