using System.Text;
using Heliostat.Node.Sandbox;
using Heliostat.Node.Tests.Support;

namespace Heliostat.Node.Tests.Sandbox;

/// <summary>Real processes in real boxes and control groups.</summary>
public sealed class BoxedProcessTests
{
    private const long SmallMemoryBytes = 64L << 20;

    private static ProcessOrder Shell(string script) => new()
    {
        Program = "/bin/sh",
        Arguments = ["-c", script],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
    };

    private static async Task<(ProcessEnd End, string Output)> RunAsync(ProcessOrder order)
    {
        await using var process = await BoxedProcess.StartAsync(order);
        process.Input.Close();
        using var reader = new StreamReader(process.Output);
        var output = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (await process.Ended.WaitAsync(TimeSpan.FromSeconds(60)), output);
    }

    [Fact]
    public async Task Pipes_reach_the_program_and_its_exit_code_comes_back()
    {
        await using var process = await BoxedProcess.StartAsync(Shell("read x; echo \"<$x>\"; echo oops >&2; exit 7"));
        await process.Input.WriteAsync(Encoding.UTF8.GetBytes("hello\n"));
        process.Input.Close();
        using var reader = new StreamReader(process.Output);

        Assert.Equal("<hello>\n", await reader.ReadToEndAsync());
        Assert.Equal(new ProcessEnd(EndKind.Exited, 7, "oops"), await process.Ended);
    }

    [Fact]
    public async Task A_program_that_wants_too_much_memory_is_killed_for_that_reason()
    {
        var order = Shell("x=$(head -c 400000000 /dev/zero | tr '\\0' 'a'); echo ${#x}") with
        {
            Limits = new RunLimits { MemoryBytes = SmallMemoryBytes },
        };

        var (end, output) = await RunAsync(order);

        Assert.Equal("", output);
        Assert.Equal(EndKind.OutOfMemory, end.Kind);
    }

    [Fact]
    public async Task What_lies_in_the_private_tmp_counts_as_memory()
    {
        var order = Shell("head -c 200000000 /dev/zero > /tmp/big; echo written") with
        {
            Limits = new RunLimits { MemoryBytes = SmallMemoryBytes },
            Box = new BoxView(),
        };

        var (end, _) = await RunAsync(order);

        Assert.NotEqual(EndKind.Exited, end.Kind);
    }

    [Fact]
    public async Task A_program_that_fills_the_folder_that_it_may_write_is_ended()
    {
        using var folder = new TemporaryFolder();
        var order = Shell("while :; do head -c 1000000 /dev/zero >> /out/$(date +%N); done") with
        {
            Limits = new RunLimits { WrittenBytes = SmallMemoryBytes },
            Box = new BoxView { Binds = [new BindMount(folder.Path, "/out", Writable: true)] },
        };

        var (end, _) = await RunAsync(order);

        Assert.Equal(EndKind.WroteTooMuch, end.Kind);
    }

    [Fact]
    public async Task A_program_that_spins_is_ended_when_its_CPU_seconds_are_used_up()
    {
        var order = Shell("while :; do :; done") with { Limits = new RunLimits { CpuSeconds = 1 } };

        var (end, _) = await RunAsync(order);

        Assert.Equal(EndKind.CpuExhausted, end.Kind);
    }

    [Fact]
    public async Task CPU_seconds_of_children_count_too()
    {
        var order = Shell("sh -c 'while :; do :; done' & sh -c 'while :; do :; done' & wait") with
        {
            Limits = new RunLimits { CpuSeconds = 1 },
        };

        var (end, _) = await RunAsync(order);

        Assert.Equal(EndKind.CpuExhausted, end.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_that_it_started_outlives_it(bool boxed)
    {
        var marker = $"4{Random.Shared.Next(10_000, 99_999)}";
        var order = Shell($"sleep {marker} & sleep {marker} & wait") with { Box = boxed ? new BoxView() : null };
        await using var process = await BoxedProcess.StartAsync(order);
        await WaitUntilAsync(
            () => CommandLines().Count(line => line.Contains(marker) && line.StartsWith("sleep")) == 2);

        var end = await process.KillAsync(EndKind.TimedOut, TimeSpan.FromSeconds(1));

        Assert.Equal(EndKind.TimedOut, end.Kind);
        Assert.DoesNotContain(CommandLines(), line => line.Contains(marker));
    }

    [Fact]
    public async Task A_crash_is_told_as_the_signal_that_it_was()
    {
        var (end, _) = await RunAsync(Shell("kill -SEGV $$") with { Box = new BoxView() });

        Assert.Equal((EndKind.Signal, 11), (end.Kind, end.Code));
    }

    [Fact]
    public async Task A_box_has_no_network_no_other_processes_no_secrets_and_no_capabilities()
    {
        Environment.SetEnvironmentVariable("NODE_JWT", "secret-of-the-agent");
        var script = "cat /proc/net/dev | grep -c :; ls -d /proc/[0-9]* | wc -l; env; cat /proc/1/environ; "
            + "tr '\\0' ' ' < /proc/1/cmdline; grep CapEff /proc/self/status; id -u; ls /";

        var (_, output) = await RunAsync(Shell(script) with { Box = new BoxView() });
        Environment.SetEnvironmentVariable("NODE_JWT", null);

        Assert.StartsWith("1\n", output);
        Assert.DoesNotContain("secret-of-the-agent", output);
        Assert.DoesNotContain("--ro-bind", output);
        Assert.Contains("CapEff:\t0000000000000000", output);
        Assert.Contains("\n65534\n", output);
        Assert.DoesNotContain("\nroot\n", output);
        Assert.DoesNotContain("\nhome\n", output);
    }

    [Fact]
    public async Task A_box_shows_files_at_their_places_and_takes_results_only_where_it_may()
    {
        var folder = Directory.CreateTempSubdirectory("heliostat-test-");
        try
        {
            var source = Path.Combine(folder.FullName, "texture.png");
            await File.WriteAllTextAsync(source, "pixels");
            var results = folder.CreateSubdirectory("results").FullName;
            var order = Shell("cat /home/artist/tex/texture.png && echo x > /out/made; "
                + "echo y > /home/artist/tex/texture.png; echo z > /home/artist/new; echo w > /usr/new") with
            {
                Box = new BoxView
                {
                    Binds = [new(source, "/home/artist/tex/texture.png"), new(results, "/out", Writable: true)],
                },
            };

            var (_, output) = await RunAsync(order);

            Assert.Equal("pixels", output);
            Assert.Equal(["made"], Directory.GetFileSystemEntries(results).Select(Path.GetFileName));
            Assert.Equal("pixels", await File.ReadAllTextAsync(source));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_endless_line_of_errors_is_cut()
    {
        var (end, _) = await RunAsync(Shell("head -c 3000000 /dev/zero | tr '\\0' 'a' >&2; echo; echo last >&2"));

        Assert.InRange(end.ErrorText.Length, 2000, 2100);
    }

    [Fact]
    public async Task No_group_is_left_behind()
    {
        var order = Shell("cat /proc/self/cgroup") with
        {
            Limits = new RunLimits { MemoryBytes = SmallMemoryBytes, CpuMillis = 500, Processes = 20 },
        };

        var (end, output) = await RunAsync(order);

        Assert.True(end.IsSuccess);
        var groups = output.Split('\n').Where(line => line.Contains("heliostat-"))
            .Select(line => $"/sys/fs/cgroup/{line.Split(':')[1]}{line.Split(':')[2]}").ToList();
        Assert.Equal(LimitGroups.Method.Contains("version 1") ? 4 : 0, groups.Count);
        Assert.DoesNotContain(groups, Directory.Exists);
    }

    [Fact]
    public async Task A_box_can_be_had_on_this_machine() => Assert.Null(await SandboxProbe.WhyNoBoxAsync());

    private static IEnumerable<string> CommandLines() => Directory.EnumerateDirectories("/proc")
        .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        .Select(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                return "";
            }
        });

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 200 && !condition(); i++)
        {
            await Task.Delay(50);
        }

        Assert.True(condition());
    }
}
