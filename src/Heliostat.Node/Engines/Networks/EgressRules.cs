namespace Heliostat.Node.Engines.Networks;

/// <summary>
/// The rules that hold containers with a network: a table of nftables that is ours alone and looks only at bridges of
/// our own names, so that the machine's own rules stay as they are, and cannot open what this table shuts.
/// </summary>
internal static class EgressRules
{
    /// <summary>The table's name.</summary>
    public const string Table = "heliostat_egress";

    // Everything that is not the open internet: this machine, its site, its cloud's metadata, and what routes nowhere.
    private const string Private =
        "0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 168.63.129.16/32, 169.254.0.0/16, 172.16.0.0/12, "
        + "192.0.0.0/24, 192.168.0.0/16, 198.18.0.0/15, 224.0.0.0/3";

    /// <summary>
    /// A script for <c>nft</c> that puts the table in place, whatever stood there before, in one step: at no time is a
    /// running container without it.
    /// </summary>
    public static string Script { get; } = $$"""
        table inet {{Table}}
        delete table inet {{Table}}
        table inet {{Table}} {
          chain forward {
            type filter hook forward priority filter - 10; policy accept;
            iifname "{{EgressNetwork.BridgePrefix}}*" jump outward
            oifname "{{EgressNetwork.BridgePrefix}}*" jump inward
          }
          chain outward {
            meta nfproto ipv6 drop
            ip daddr { {{Private}} } drop
            oifname "{{EgressNetwork.BridgePrefix}}*" drop
          }
          chain inward {
            ct state established,related accept
            drop
          }
          chain input {
            type filter hook input priority filter - 10; policy accept;
            iifname "{{EgressNetwork.BridgePrefix}}*" jump tothemachine
          }
          chain tothemachine {
            ct state established,related accept
            drop
          }
        }

        """;

    /// <summary>A script that takes the table away.</summary>
    public static string Removal { get; } = $"table inet {Table}\ndelete table inet {Table}\n";
}
