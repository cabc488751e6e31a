using System.Text;
using System.Text.Json;
using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tests;
using Heliostat.Fuzz.Running;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;

namespace Heliostat.Fuzz.Nodes;

/// <summary>
/// What nodes say on the relay: it is refused when it is read, or decided by the rules, and then the entry that it
/// makes can be read again and leads to the same books.
/// </summary>
public sealed class RelayEnvelopeFuzz
{
    private const int ResultDepthMax = 60;

    private static readonly BusyNetwork Busy = new();
    private static readonly Ed25519PrivateKey Key = Ed25519PrivateKey.FromSeed(new byte[32]);
    private static readonly Ed25519PublicKey PublicKey = Ed25519PublicKey.FromBytes(Key.PublicKey);
    private static readonly IReadOnlyList<NodeMessage> Messages = Busy.Messages();

    private static readonly byte[][] Samples =
        [.. Messages.Select(message => EnvelopeText.WriteBody(new NodeEnvelope([message])))];

    private static readonly byte[][] FromManager =
    [
        .. new ManagerMessage[]
        {
            new ManagerHello(Guid.Empty, Busy.Session, "head"),
            new HeartbeatPong("head"),
            new EnvelopeAck(7, [new MessageRefusal(0, "check-lost", "It is lost.")]),
            new JobDispatch(Busy.Runs[0], "blender", [0, 1], 60_000, null, Some.Blender("1-2", 1), 0),
            new CheckDispatch(Busy.Checks[0], "echo", [3, 9], 60_000, JsonElement.Parse("{}"), null, 0),
            new FileCheck(Busy.Checks[0], Some.File, null, Some.Payload),
            new TilesWanted(Busy.Checks[0], true, [1, 2]),
            new JobCancel(Busy.Runs[0], Busy.Checks[0], "over"),
            new TokenRenewed("token"),
        }.Select(message => EnvelopeText.Write(new ManagerEnvelope([message]))),
    ];

    [Fact]
    public void An_envelope_of_a_node_is_refused_or_decided_and_its_entry_reads_back() =>
        Fuzzer.Run(chance => Make(chance, Samples), Promise);

    [Fact]
    public void An_envelope_of_a_manager_is_refused_or_reads_back() =>
        Fuzzer.Run(chance => Make(chance, FromManager), PromiseOfManager);

    private static void Promise(byte[] input)
    {
        PromiseOfSplit(input);
        NodeEnvelope envelope;
        try
        {
            envelope = EnvelopeText.ReadBody(input);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return;
        }

        Assert.InRange(envelope.Messages.Count, 1, EnvelopeText.MessagesMax);
        var written = EnvelopeText.WriteBody(envelope);
        Assert.Equal(written, EnvelopeText.WriteBody(EnvelopeText.ReadBody(written)));
        if (IsUtf8(input))
        {
            Decide(input, envelope);
        }
    }

    private static void PromiseOfSplit(byte[] input)
    {
        var signature = new byte[64];
        var text = EnvelopeText.WriteSigned(7, signature, input);
        var isJson = IsJson(text);
        try
        {
            if (EnvelopeText.TrySplit(text, out var counter, out var found, out var body))
            {
                Assert.True(isJson, "What is no JSON as a whole was taken for a signed envelope.");
                Assert.True(IsJson(text[body]), "The body is no JSON by itself.");
                Assert.True(
                    (counter == 7 && found.SequenceEqual(signature)) || input.Contains((byte)'}'),
                    "Counter and signature are not those that were sent.");
            }
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            // So says the door that it is no envelope.
        }
    }

    private static void Decide(byte[] input, NodeEnvelope envelope)
    {
        var network = Busy.Open();
        var stamp = new Stamp(Busy.At, Some.Hash("chance"));
        var report = new ReportEnvelope(
            Busy.Node, Busy.Session, 9, Encoding.UTF8.GetString(input), "c2ln", null, null)
        { Read = envelope };

        var decision = network.Handle(report, stamp, new KnownKeys());

        foreach (var refusal in decision.RefusedMessages)
        {
            Assert.InRange(refusal.Index, 0, envelope.Messages.Count - 1);
            Assert.Matches("^[a-z]+(-[a-z]+)+$", refusal.Code);
            Assert.NotEmpty(refusal.Reason);
        }

        if (decision.Events.Count == 0)
        {
            return;
        }

        var entry = new JournalEntry(1, Network.Rules, stamp.At, stamp.Seed, report, decision.Events);
        using var writer = new EntryWriter();
        var bytes = writer.Write(entry).ToArray();
        var read = EntryDecoder.Decode(new StoredEntry(1, default, default, bytes));
        var again = Busy.Open();
        foreach (var happened in read.Events)
        {
            again.Apply(happened, read.At);
        }

        Assert.Equal(Books(network), Books(again));
    }

    private static void PromiseOfManager(byte[] input)
    {
        ManagerEnvelope envelope;
        try
        {
            envelope = EnvelopeText.ReadManager(input);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return;
        }

        var written = EnvelopeText.Write(envelope);
        Assert.Equal(written, EnvelopeText.Write(EnvelopeText.ReadManager(written)));
    }

    private static byte[] Make(Random chance, byte[][] samples)
    {
        var sample = chance.Pick(samples);
        if (ReferenceEquals(samples, Samples) && chance.OneIn(50))
        {
            return EnvelopeText.WriteBody(new NodeEnvelope([Nested(chance)]));
        }

        if (ReferenceEquals(samples, Samples) && chance.OneIn(3))
        {
            var some = Enumerable.Range(0, chance.Next(1, 5)).Select(_ => chance.Pick(Messages));
            sample = EnvelopeText.WriteBody(new NodeEnvelope([.. some]));
        }

        return chance.OneIn(5) ? sample : Mutator.Alter(chance, sample, chance.Pick(samples));
    }

    // As deep as a reader goes, and a little deeper: what an envelope may hold, its entry must hold too.
    private static JobResult Nested(Random chance)
    {
        var depth = chance.Next(1, ResultDepthMax);
        var run = chance.Pick(Busy.Runs);
        return Some.Result(run, run.Task) with
        {
            Result = JsonElement.Parse(new string('[', depth) + new string(']', depth)),
        };
    }

    private static byte[] Books(Network network) =>
        JsonSerializer.SerializeToUtf8Bytes(network.ToState(), JournalJson.Default.NetworkState);

    private static bool IsUtf8(byte[] bytes)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
