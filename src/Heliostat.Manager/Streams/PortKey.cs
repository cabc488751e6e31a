using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Streams;

/// <summary>
/// What has a TCP port of its own: a container's port, in one task of a job, whichever run of it lives.
/// </summary>
internal readonly record struct PortKey(JobId Job, int Task, int Port)
{
    /// <summary>A number that follows from the key, from which the search for a free port begins.</summary>
    public uint Hash => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(ToString())));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Job}/{Task}/{Port}");

    public static PortKey? TryParse(string text) =>
        text.Split('/') is [var job, var task, var port]
        && Guid.TryParseExact(job, "D", out var id)
        && int.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var inner)
            ? new PortKey(new JobId(id), number, inner)
            : null;
}
