using Heliostat.Bench;
using Heliostat.Bench.Chunks;
using Heliostat.Bench.Containers;
using Heliostat.Bench.Echo;
using Heliostat.Bench.Overhead;
using Heliostat.Bench.Streams;
using Heliostat.Bench.Upload;

var arguments = new BenchArguments(args[1..]);
using var folder = new BenchFolder();
await (args[0] switch
{
    "containers" => ContainersBench.RunAsync(arguments, folder),
    "chunks" => ChunksBench.RunAsync(arguments, folder),
    "streams" => StreamsBench.RunAsync(arguments, folder),
    "echo" => EchoBench.RunAsync(arguments, folder),
    "upload" => UploadBench.RunAsync(arguments, folder),
    _ => OverheadBench.RunAsync(arguments, folder),
});
