namespace Heliostat.Node.Runners.Plugins;

/// <summary>Runs the payloads of one job and duty, one after the other.</summary>
internal interface IPluginHost : IAsyncDisposable
{
    /// <summary>Whether nothing was asked of it for so long that it may go.</summary>
    bool IsIdle { get; }

    /// <summary>Takes a payload.</summary>
    void Run(PluginRequest request);

    /// <summary>Looks after limits and idle time; called every so often while the host lives.</summary>
    void Check();
}
