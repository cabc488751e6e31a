using Heliostat.Core;
using Heliostat.Manager.Loop;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Webhooks;

/// <summary>What a courier has around it: the loop that takes its commands, the time, and a log.</summary>
/// <param name="Submit">Has a command decided; ends when what came of it is durable and readers saw it.</param>
/// <param name="Time">The time by which posts are made and tried again.</param>
/// <param name="Log">Where failures are told.</param>
internal sealed record CourierSurroundings(Func<Command, Task<Outcome>> Submit, TimeProvider Time, ILogger Log);
