namespace Heliostat.Node.Tests.Support;

/// <summary>Waits for something to be so, for a bounded time.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        for (var i = 0; !isSo(); i++)
        {
            Assert.True(i < 2_000, $"It did not come to be in time: {what}");
            await Task.Delay(10);
        }
    }
}
