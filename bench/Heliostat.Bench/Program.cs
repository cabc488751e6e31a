using Heliostat.Bench;
using Heliostat.Bench.Echo;
using Heliostat.Bench.Overhead;

var arguments = new BenchArguments(args[1..]);
using var folder = new BenchFolder();
await (args[0] == "echo" ? EchoBench.RunAsync(arguments, folder) : OverheadBench.RunAsync(arguments, folder));
