using System.Globalization;
using Heliostat.Protocol.Streams;

namespace Heliostat.Client.Calls;

/// <summary>Talk to the ports of containers.</summary>
public sealed class StreamCalls
{
    private readonly ApiConnection _connection;

    internal StreamCalls(ApiConnection connection) => _connection = connection;

    /// <summary>
    /// Connects to a port of a job's container. Either direction can end by itself
    /// (<see cref="ByteSocket.EndWritesAsync"/>); what breaks shows as an <see cref="IOException"/>.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="port">One of the ports in its parameters.</param>
    /// <param name="run">The run, where the job has several; else its first that is live.</param>
    /// <param name="cancellation">Stops waiting for the connection.</param>
    /// <exception cref="HeliostatException">It was refused; the code says why.</exception>
    public async Task<ByteSocket> OpenAsync(Guid job, int port, Guid? run, CancellationToken cancellation) =>
        new(await _connection.OpenSocketAsync(
            new ApiPath(StreamWords.PathOf(job, port)).With(("run", run?.ToString("D", CultureInfo.InvariantCulture))),
            cancellation));
}
