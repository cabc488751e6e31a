namespace Heliostat.Protocol.Api;

/// <summary>Where a port of a run's container is reached from outside.</summary>
/// <param name="Description"><c>ssh</c> for port 22 or 2222, else the container's port as text.</param>
/// <param name="Hostname">The host to connect to.</param>
/// <param name="Port">The port there.</param>
/// <param name="Protocol">Always <c>tcp</c>.</param>
public sealed record NodeUrl(string Description, string Hostname, int Port, string Protocol);

/// <summary>
/// A token that opens a job's containers over HTTP, as the password of the user <c>duser</c> in HTTP Basic.
/// </summary>
/// <param name="Token">The token: 256 bits in base64url. It is a secret.</param>
public sealed record ContainerAccessToken(string Token);
