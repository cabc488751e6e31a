namespace Heliostat.Node.Engines.Networks;

/// <summary>
/// Puts <see cref="EgressRules"/> into the network namespace of the engine. Call it before each container with a
/// network: other programs may have emptied the machine's rules meanwhile. Where it fails there is no network.
/// </summary>
/// <param name="program">
/// How <c>nft</c> is started there: itself, or after the words that enter the engine's network namespace.
/// </param>
internal sealed class EgressFirewall(IReadOnlyList<string> program)
{
    /// <summary>The namespace that the agent itself is in, which is the engine's on nearly every machine.</summary>
    public static EgressFirewall Here { get; } = new(["nft"]);

    /// <summary>Puts the rules in place.</summary>
    /// <exception cref="EngineException">The machine has no nftables, or this user no right.</exception>
    public Task EnsureAsync(CancellationToken cancellation = default) => RunAsync(EgressRules.Script, cancellation);

    /// <summary>Takes the rules away again.</summary>
    public Task RemoveAsync(CancellationToken cancellation = default) => RunAsync(EgressRules.Removal, cancellation);

    private async Task RunAsync(string script, CancellationToken cancellation)
    {
        var complaint = await HostProgram.RunAsync([.. program, "-f", "-"], script, cancellation).ConfigureAwait(false);
        if (complaint is not null)
        {
            throw new EngineException(
                EngineCodes.FirewallFailed,
                $"The rules that hold a container's network could not be set ({complaint}): install nftables and run "
                + "as root. Until then no container gets a network.");
        }
    }
}
