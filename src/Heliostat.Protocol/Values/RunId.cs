using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Heliostat.Protocol.Values;

/// <summary>
/// Names one execution of one task: the task and the number of the attempt, counted from 1. Written
/// <c>JOB/TASK#ATTEMPT</c>.
/// </summary>
[JsonConverter(typeof(RunIdJsonConverter))]
public readonly record struct RunId(JobId Job, int Task, int Attempt) : IComparable<RunId>
{
    /// <summary>
    /// Bytes in the binary form: the job's id big-endian, then task and attempt as 32-bit big-endian.
    /// </summary>
    public const int BytesCount = 24;

    internal const int TextLengthMax = 36 + 1 + 10 + 1 + 10;

    private static readonly byte[] Domain = "heliostat/run/1"u8.ToArray();

    /// <summary>The task that is executed.</summary>
    public TaskId TaskId => new(Job, Task);

    /// <summary>The binary form, which run keys are made from.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[BytesCount];
        Job.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), Task);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), Attempt);
        return bytes;
    }

    /// <summary>
    /// The uuid by which the API names the run: the first 16 bytes of SHA-256("heliostat/run/1" ‖ binary form).
    /// </summary>
    public Guid ToUuid()
    {
        Span<byte> input = stackalloc byte[Domain.Length + BytesCount];
        Domain.CopyTo(input);
        ToBytes().CopyTo(input[Domain.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Orders runs by job, task and attempt.</summary>
    public int CompareTo(RunId other)
    {
        var byJob = Job.CompareTo(other.Job);
        return byJob != 0 ? byJob : (Task, Attempt).CompareTo((other.Task, other.Attempt));
    }

    /// <summary>The job's id, a slash, the task's number, a hash sign and the attempt.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Job}/{Task}#{Attempt}");

    /// <summary>Reads the form that <see cref="ToString"/> writes; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out RunId run)
    {
        run = default;
        if (text.Length < 40 || text[36] != '/' || !Utf8Parser.TryParse(text[..36], out Guid job, out _, 'D'))
        {
            return false;
        }

        var hash = text.IndexOf((byte)'#');
        if (hash < 0
            || !TryParseNumber(text[37..hash], out var task)
            || !TryParseNumber(text[(hash + 1)..], out var attempt))
        {
            return false;
        }

        run = new RunId(new JobId(job), task, attempt);
        return true;
    }

    internal static bool TryParseNumber(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out var read) && read == text.Length && number >= 0;

    internal int Format(Span<byte> text)
    {
        Utf8Formatter.TryFormat(Job.Value, text, out var length, 'D');
        text[length++] = (byte)'/';
        Utf8Formatter.TryFormat(Task, text[length..], out var written);
        length += written;
        text[length++] = (byte)'#';
        Utf8Formatter.TryFormat(Attempt, text[length..], out written);
        return length + written;
    }
}
