using System.Text.Json;
using Heliostat.Client.Containers;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Folders;

/// <summary>What is asked of a manager when a container is to run.</summary>
public sealed class ContainerOrderTests
{
    [Theory]
    [InlineData("debian", null, "debian", "latest")]
    [InlineData("debian:trixie-slim", null, "debian", "trixie-slim")]
    [InlineData("team/tool:2", null, "team/tool", "2")]
    [InlineData("registry.example/team/tool", "registry.example", "team/tool", "latest")]
    [InlineData("registry.example:5000/tool:v1", "registry.example:5000", "tool", "v1")]
    [InlineData("localhost/base:1", "localhost", "base", "1")]
    [InlineData("debian@sha256:abc", null, "debian", "sha256:abc")]
    [InlineData("registry.example:5000/tool:v1@sha256:abc", "registry.example:5000", "tool", "sha256:abc")]
    public void An_image_is_taken_apart_as_engines_do(string text, string? host, string image, string tag) =>
        Assert.Equal((host, image, tag), ContainerOrder.Split(text));

    [Fact]
    public void An_order_becomes_a_job_and_says_nothing_of_what_was_left_out()
    {
        var input = ContentHash.Of("a list"u8);
        var request = new ContainerOrder
        {
            Image = "registry.example/team/train:3",
            Command = ["python", "/input/train.py"],
            Count = 4,
            Environment = new Dictionary<string, string> { ["A"] = "1" },
            Network = ContainerNetwork.Egress,
            Input = input,
            Login = ("me", "hush"),
            RunTimeout = TimeSpan.FromMinutes(5),
            Job = new JobRequest { GpuCount = 1, GpuName = "NVIDIA GeForce RTX 4090" },
        }.ToRequest();
        Assert.Equal(
            (JobKind.Batch, "registry.example/team/train:3", 300_000L, 1, JobTypes.Docker),
            (request.Task, request.Title, request.MaxTimeoutRunMs, request.GpuCount, request.Parameters!.Type));
        Assert.Equal(
            $$"""
            {"image":"team/train","tag":"3","host":"registry.example","user":"me","secret":"hush",
            "command":["python","/input/train.py"],"env":{"A":"1"},"network":"egress","count":4,"input":"{{input}}"}
            """.ReplaceLineEndings(""),
            request.Parameters.Parameters.GetRawText());
        Assert.NotNull(request.Parameters.Parameters.Deserialize(ApiJson.Default.ContainerParameters));
    }

    [Fact]
    public void What_runs_until_it_is_stopped_has_no_limit_and_no_count()
    {
        var request = new ContainerOrder
        {
            Image = "team/server:1",
            IsPersistent = true,
            Count = 3,
            Ports = [8000],
            Job = new JobRequest { Title = "mine" },
        }.ToRequest();
        Assert.Equal((JobKind.Persistent, null, "mine"), (request.Task, request.MaxTimeoutRunMs, request.Title));
        Assert.Equal(
            """{"image":"team/server","tag":"1","ports":[8000]}""", request.Parameters!.Parameters.GetRawText());
    }
}
