using System.Text.Json;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Nodes;

/// <summary>Refuses every message of an envelope that a newer agent signed and this manager cannot read.</summary>
internal static class UnreadableMessages
{
    public static IReadOnlyList<MessageRefusal> Of(ReadOnlySpan<byte> body)
    {
        var count = CountOf(body);
        return [.. Enumerable.Range(0, count).Select(index => new MessageRefusal(
            index, "message-unreadable", "This manager cannot read the envelope; update whichever is older."))];
    }

    private static int CountOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var json = JsonElement.ParseValue(ref reader);
            return json.ValueKind == JsonValueKind.Object
                && json.TryGetProperty("messages", out var messages)
                && messages.ValueKind == JsonValueKind.Array
                    ? Math.Clamp(messages.GetArrayLength(), 1, EnvelopeText.MessagesMax)
                    : 1;
        }
        catch (JsonException)
        {
            return 1;
        }
    }
}
