using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Heliostat.Core.Journal;

namespace Heliostat.Manager.Journal;

/// <summary>
/// Turns entries into the one form of bytes that the chain covers: JSON without white space, escaped no more than JSON
/// asks for, so that signed texts inside it stay short. Writes entry after entry into one buffer that is used again.
/// </summary>
internal sealed class EntryWriter : IDisposable
{
    private const int BufferBytesFirst = 1024 * 1024;

    private static readonly JsonWriterOptions Form = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(BufferBytesFirst);
    private readonly Utf8JsonWriter _json;

    public EntryWriter() => _json = new Utf8JsonWriter(_buffer, Form);

    /// <summary>Bytes in the buffer.</summary>
    public int BytesCount => _buffer.WrittenCount;

    /// <summary>Writes an entry behind the others; its bytes are good until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Write(JournalEntry entry)
    {
        var start = _buffer.WrittenCount;
        _json.Reset();
        JsonSerializer.Serialize(_json, entry, JournalJson.Default.JournalEntry);
        _json.Flush();
        return _buffer.WrittenMemory[start..];
    }

    /// <summary>Forgets what was written, and keeps the buffer.</summary>
    public void Clear() => _buffer.ResetWrittenCount();

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
