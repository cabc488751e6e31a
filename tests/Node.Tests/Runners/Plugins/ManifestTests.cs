using System.Text;
using Heliostat.Node.Runners.Plugins;
using Heliostat.Node.Runners.Plugins.Folders;

namespace Heliostat.Node.Tests.Runners.Plugins;

/// <summary>A <c>plugin.json</c> is read whole, or each wrong field is named.</summary>
public sealed class ManifestTests
{
    private const string Command = "\"command\": [\"python3\"]";

    [Fact]
    public void All_that_it_says_is_read()
    {
        var (manifest, faults) = Read("""
            {
              "job_type": "word_count",
              "command": ["python3", "-u", "main.py"],
              "limits": {"memory_mb": 64, "cpu_seconds": 7, "run_seconds": 8, "processes": 9, "disk_mb": 10},
              "payload_schema": {"type": "object", "required": ["text"]},
              "description": "Counts.",
              "version": "1.2"
            }
            """);

        Assert.Empty(faults);
        Assert.Equal(("word_count", "Counts.", "1.2"), (manifest!.JobType, manifest.Description, manifest.Version));
        Assert.Equal(["python3", "-u", "main.py"], manifest.Command);
        Assert.Equal(
            new PluginLimits
            {
                MemoryBytesMax = 64L << 20,
                CpuSecondsMax = 7,
                RunMillisecondsMax = 8_000,
                ProcessesMax = 9,
                DiskBytesMax = 10L << 20,
            },
            manifest.Limits);
        Assert.Equal(["text"], manifest.Schema!.Required);
    }

    [Fact]
    public void What_it_does_not_say_is_as_usual()
    {
        var (manifest, faults) = Read($$"""{"job_type": "a", {{Command}}, "limits": {"memory_mb": 1} }""");

        Assert.Empty(faults);
        Assert.Equal(new PluginLimits { MemoryBytesMax = 1 << 20 }, manifest!.Limits);
        Assert.Null(manifest.Schema);
    }

    [Theory]
    [InlineData("[]", "plugin.json")]
    [InlineData("{", "plugin.json")]
    [InlineData("{" + Command + "}", "job_type")]
    [InlineData("{\"job_type\": 5, " + Command + "}", "job_type")]
    [InlineData("{\"job_type\": \"two words\", " + Command + "}", "job_type")]
    [InlineData("{\"job_type\": \"line\\n\", " + Command + "}", "job_type")]
    [InlineData("{\"job_type\": \"render\", " + Command + "}", "job_type")]
    [InlineData("{\"job_type\": \"encode/h264\", " + Command + "}", "job_type")]
    [InlineData("{\"job_type\": \"a\"}", "command")]
    [InlineData("{\"job_type\": \"a\", \"command\": []}", "command")]
    [InlineData("{\"job_type\": \"a\", \"command\": \"python3\"}", "command")]
    [InlineData("{\"job_type\": \"a\", \"command\": [\"python3\", 5]}", "command")]
    [InlineData("{\"job_type\": \"a\", \"command\": [\"a\\u0000b\"]}", "command")]
    [InlineData("{\"job_type\": \"a\", \"memory\": 5, " + Command + "}", "memory")]
    [InlineData("{\"job_type\": \"a\", \"limits\": 5, " + Command + "}", "limits")]
    [InlineData("{\"job_type\": \"a\", \"limits\": {\"memory_mb\": 0}, " + Command + "}", "limits.memory_mb")]
    [InlineData("{\"job_type\": \"a\", \"limits\": {\"run_seconds\": 1.5}, " + Command + "}", "limits.run_seconds")]
    [InlineData("{\"job_type\": \"a\", \"limits\": {\"disk_mb\": \"5\"}, " + Command + "}", "limits.disk_mb")]
    [InlineData("{\"job_type\": \"a\", \"limits\": {\"gpu\": 1}, " + Command + "}", "limits.gpu")]
    [InlineData("{\"job_type\": \"a\", \"version\": 1, " + Command + "}", "version")]
    [InlineData("{\"job_type\": \"a\", \"payload_schema\": [], " + Command + "}", "payload_schema")]
    [InlineData(
        "{\"job_type\": \"a\", \"payload_schema\": {\"pattern\": \"x\"}, " + Command + "}", "payload_schema.pattern")]
    [InlineData("{\"job_type\": \"a\", \"job_type\": \"b\", " + Command + "}", "job_type")]
    public void What_is_wrong_is_named_by_its_field(string text, string field)
    {
        var (manifest, faults) = Read(text);

        Assert.Null(manifest);
        Assert.Equal(field, Assert.Single(faults).Field);
    }

    private static (PluginManifest? Manifest, List<PluginFault> Faults) Read(string text)
    {
        var faults = new List<PluginFault>();
        return (ManifestReader.Read(Encoding.UTF8.GetBytes(text), new PluginLimits(), faults), faults);
    }
}
