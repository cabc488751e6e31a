using Heliostat.Manager.Loop;
using Heliostat.Manager.Views;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.News;

/// <summary>What news of accounts is written from.</summary>
/// <param name="Loop">Whose journal is read.</param>
/// <param name="Views">Which show where a job stands.</param>
/// <param name="Writer">Writes it.</param>
/// <param name="Log">Where failures are told.</param>
internal sealed record NewsSources(ManagerLoop Loop, ViewStore Views, NewsWriter Writer, ILogger Log);
