namespace Heliostat.Manager.Hosting;

/// <summary>The program's version, for people.</summary>
internal static class ManagerVersion
{
    public static string Text { get; } = typeof(ManagerVersion).Assembly.GetName().Version?.ToString(3) ?? "0";
}
