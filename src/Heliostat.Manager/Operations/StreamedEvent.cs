namespace Heliostat.Manager.Operations;

/// <summary>An event as a stream carries it.</summary>
/// <param name="Name">The kind of event.</param>
/// <param name="Id">Its id, after which a stream that broke goes on; 0 for none.</param>
/// <param name="Json">What happened, in one line.</param>
/// <param name="IsLast">True when the stream ends with it.</param>
internal readonly record struct StreamedEvent(string Name, long Id, string Json, bool IsLast);
