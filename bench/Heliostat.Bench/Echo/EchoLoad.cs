namespace Heliostat.Bench.Echo;

/// <summary>How the echo benchmark loads the network.</summary>
internal sealed record EchoLoad(int Nodes, int Tasks, int ResultsPerEnvelope, int SlotsPerNode);
