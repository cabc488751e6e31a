using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins.BuiltIn;

/// <summary>
/// The plugins inside this program. As a process of its own, <c>heliostat plugin NAME</c>, one reads a JSON line
/// <c>{"id":1,"payload":…}</c> for each run and writes <c>{"id":1,"result":…}</c> or
/// <c>{"id":1,"error":{"code":"…","message":"…"}}</c>. Answers to all that has arrived leave in one write.
/// </summary>
public static class BuiltInPlugins
{
    /// <summary>The program's subcommand that becomes a plugin.</summary>
    public const string Subcommand = "plugin";

    private const int UnknownExitCode = 2;

    private static readonly Dictionary<string, IBuiltInPlugin> All = new()
    {
        [PluginSettings.Echo] = new EchoPlugin(),
        [PluginSettings.CpuBenchmark] = new CpuBenchmarkPlugin(),
    };

    /// <summary>The types of job that they run.</summary>
    public static IReadOnlyCollection<string> JobTypes => All.Keys;

    /// <summary>Becomes a plugin on standard input and output, until the input ends; answers the exit code.</summary>
    public static async Task<int> RunAsync(string jobType)
    {
        if (!All.TryGetValue(jobType, out var plugin))
        {
            await Console.Error.WriteLineAsync($"There is no plugin '{jobType}'.").ConfigureAwait(false);
            return UnknownExitCode;
        }

        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        await ServeAsync(plugin, input, output).ConfigureAwait(false);
        return 0;
    }

    internal static IBuiltInPlugin? Find(string jobType) => All.GetValueOrDefault(jobType);

    internal static async Task ServeAsync(IBuiltInPlugin plugin, Stream input, Stream output)
    {
        var pipe = PipeReader.Create(input);
        var answers = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await pipe.ReadAsync().ConfigureAwait(false);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                Answer(plugin, buffer.Slice(0, end), answers);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (answers.WrittenCount > 0)
            {
                await output.WriteAsync(answers.WrittenMemory).ConfigureAwait(false);
                await output.FlushAsync().ConfigureAwait(false);
                answers.ResetWrittenCount();
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private static void Answer(IBuiltInPlugin plugin, ReadOnlySequence<byte> line, ArrayBufferWriter<byte> answers)
    {
        var text = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        var (id, payload) = PluginLines.ReadRequest(text);
        PluginLines.WriteId(answers, id);
        var result = new ArrayBufferWriter<byte>(text.Length);
        try
        {
            plugin.Run(text[payload], result);
            answers.Write(",\"result\":"u8);
            answers.Write(result.WrittenSpan);
        }
        catch (JsonException error)
        {
            PluginLines.WriteError(answers, FailureReasons.PayloadInvalid, error.Message);
        }
        catch (OutOfMemoryException)
        {
            PluginLines.WriteError(
                answers, FailureReasons.OutOfMemory, "The run needed more memory than it was allotted.");
        }

        answers.Write("}\n"u8);
    }
}
