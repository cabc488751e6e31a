namespace Heliostat.Manager.Tests.Support;

/// <summary>Waits of tests.</summary>
internal static class Waits
{
    private const int TriesMax = 100;
    private const int PauseMs = 100;

    /// <summary>Does something again and again until a task has ended.</summary>
    public static async Task<T> WaitForAsync<T>(this Task<T> task, Func<Task> again)
    {
        for (var i = 0; i < TriesMax && !task.IsCompleted; i++)
        {
            await again();
            await Task.WhenAny(task, Task.Delay(PauseMs));
        }

        Assert.True(task.IsCompleted, "It did not come in time.");
        return await task;
    }

    /// <summary>Asks again until the answer is yes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> question)
    {
        for (var i = 0; i < TriesMax; i++)
        {
            if (await question())
            {
                return;
            }

            await Task.Delay(PauseMs);
        }

        Assert.Fail("It did not become so in time.");
    }
}
