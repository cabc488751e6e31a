using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Heliostat.Fuzz.Running;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Fuzz.Api;

/// <summary>
/// Bodies of requests: read to a value that writes and reads back as itself, or refused with a code and a sentence.
/// </summary>
public sealed class JsonBodyFuzz
{
    private static readonly HttpRequest Request =
        new DefaultHttpContext { Request = { ContentType = "application/json" } }.Request;

    private static readonly byte[][] Jobs =
    [
        .. new[]
        {
            """
            {"task":"BATCH","title":"A job","description":"of words","cpu_count":1,"gpu_count":0,"min_ram_gb":2,
             "min_storage_gb":1,"max_node_count":3,"max_retry_count":1,"max_timeout_run_ms":60000,"priority":50,
             "parameters":{"type":"plugin","parameters":{"job_type":"echo","count":3,"payload":{"a":[1,2,{"b":"é"}]}}}}
            """,
            """
            {"max_timeout_run_ms":600000,"parameters":{"type":"blender","parameters":{"manifest":
             "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","frames":"1-24,30x1","width":320,
             "height":200,"chunk":2,"format":"PNG","samples":4,"denoise":true,"one_task":false}}}
            """,
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Others =
    [
        .. new[]
        {
            """{"kind":"operator","name":"Someone"}""", """{"name":"k","expires_at":1,"allowed_ips":["127.0.0.1"]}""",
            """{"reason":"changed my mind"}""",
            """{"blobs":[{"hash":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","bytes":9}]}""",
            """{"name":"n","public_key":"-----BEGIN PUBLIC KEY-----\nAAAA\n","capabilities":["echo"],"node_id":null}""",
            """{"signature":"AAAA"}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void The_body_of_a_job_is_read_or_refused_at_the_field_that_is_wrong() =>
        Fuzzer.Run(chance => Make(chance, Jobs), PromiseOfJob);

    [Fact]
    public void Every_other_body_is_read_or_refused_at_the_field_that_is_wrong() =>
        Fuzzer.Run(chance => Make(chance, Others), PromiseOfOthers);

    private static void PromiseOfJob(byte[] body)
    {
        PromiseOf(body, ApiJson.Default.JobRequest);
        if (!JobReading.TryRead(Request, body, out var job, out var problem))
        {
            AssertProblem(problem);
            return;
        }

        var spec = job.Spec;
        Assert.True(spec.Blender is null != spec.Plugin is null, "A job is of one kind.");
        var kept = job.Particulars.ToBytes();
        Assert.Equal(kept, JobParticulars.Read(kept).ToBytes());
        var dispatch = new JobDispatch(
            default, "any", [0], 1, job.Particulars.Payload, job.Spec.Blender, 0);
        EnvelopeText.ReadManager(EnvelopeText.Write(new ManagerEnvelope([dispatch])));
    }

    private static void PromiseOfOthers(byte[] body)
    {
        PromiseOf(body, ApiJson.Default.AccountRequest);
        PromiseOf(body, ApiJson.Default.ApiKeyRequest);
        PromiseOf(body, ApiJson.Default.CancelRequest);
        PromiseOf(body, ApiJson.Default.BlobsRequest);
        PromiseOf(body, WireJson.Default.RegistrationRequest);
        PromiseOf(body, WireJson.Default.ProofRequest);
    }

    private static void PromiseOf<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        if (!StrictJson.TryRead(Request, body, type, out var value, out var problem))
        {
            AssertProblem(problem);
            return;
        }

        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        if (Write(value, type) is not { } written)
        {
            return;
        }

        Assert.True(StrictJson.TryRead(Request, written, type, out var again, out problem), $"{problem?.Sentence}");
        Assert.Equal(written, JsonSerializer.SerializeToUtf8Bytes(again, type));
    }

    // A field that a route itself looks for may have been left out; such a value is not to be written.
    private static byte[]? Write<T>(T value, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void AssertProblem(ProblemAnswer problem)
    {
        Assert.InRange(problem.Status, 400, 499);
        Assert.Matches("^[a-z]+(-[a-z]+)+$", problem.Code);
        Assert.True(problem.Sentence.EndsWith('.'), problem.Sentence);
    }

    private static byte[] Make(Random chance, byte[][] samples) =>
        Mutator.Alter(chance, chance.Pick(samples), samples);
}
