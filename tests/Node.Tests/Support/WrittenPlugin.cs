using System.Text;

namespace Heliostat.Node.Tests.Support;

/// <summary>A plugin's folder that a test writes.</summary>
internal static class WrittenPlugin
{
    /// <summary>Answers each payload with the word that is given.</summary>
    public static string Telling(string word) => $$"""
        import sys, json
        for line in sys.stdin:
            m = json.loads(line)
            print(json.dumps({"id": m["id"], "result": {"word": "{{word}}"} }), flush=True)
        """;

    /// <summary>Writes one whose program is a Python script; its folder.</summary>
    public static string Write(string root, string name, string jobType, string script, string more = "")
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "main.py"), script, new UTF8Encoding(false));
        WriteManifest(folder, $$"""{"job_type": "{{jobType}}", "command": ["python3", "-u", "main.py"]{{more}}}""");
        return folder;
    }

    /// <summary>Writes a <c>plugin.json</c>.</summary>
    public static void WriteManifest(string folder, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "plugin.json"), text);
    }

    /// <summary>Sets who may do what with a file or folder.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
