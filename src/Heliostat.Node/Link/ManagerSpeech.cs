using System.Text.Json;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Link;

/// <summary>
/// Reads what a manager sends. One message alone is as good as an envelope, and a message that this agent does not know
/// is passed over, so that a newer manager can speak to an older node.
/// </summary>
internal static class ManagerSpeech
{
    /// <summary>The messages; <paramref name="notUnderstood"/> is called for each that had to be passed over.</summary>
    public static IReadOnlyList<ManagerMessage> Read(ReadOnlySpan<byte> text, Action<string> notUnderstood)
    {
        try
        {
            if (EnvelopeText.ReadManager(text).Messages is { } messages && !messages.Contains(null!))
            {
                return messages;
            }
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // Perhaps only one of the messages is strange.
        }

        return ReadOneByOne(text, notUnderstood);
    }

    private static List<ManagerMessage> ReadOneByOne(ReadOnlySpan<byte> text, Action<string> notUnderstood)
    {
        var read = new List<ManagerMessage>();
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                notUnderstood("it is not a JSON object.");
            }
            else if (root.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
            {
                foreach (var message in messages.EnumerateArray())
                {
                    ReadOne(message, read, notUnderstood);
                }
            }
            else
            {
                ReadOne(root, read, notUnderstood);
            }
        }
        catch (JsonException error)
        {
            notUnderstood(error.Message);
        }

        return read;
    }

    private static void ReadOne(JsonElement message, List<ManagerMessage> read, Action<string> notUnderstood)
    {
        try
        {
            if (message.Deserialize(WireJson.Default.ManagerMessage) is { } known)
            {
                read.Add(known);
            }
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            notUnderstood(error.Message);
        }
    }
}
