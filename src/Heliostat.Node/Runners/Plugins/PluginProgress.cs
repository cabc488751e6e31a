namespace Heliostat.Node.Runners.Plugins;

/// <summary>How far a plugin is with a payload.</summary>
/// <param name="Thousandths">From 0 to 1,000.</param>
/// <param name="Text">A line for people, at most 500 characters.</param>
public sealed record PluginProgress(int Thousandths, string Text);
