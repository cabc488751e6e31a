namespace Heliostat.EndToEnd.Tests.Auditing;

/// <summary>Alters an entry's bytes so that they still read as JSON.</summary>
internal static class EntryBytes
{
    /// <summary>Makes another digit of the first digit at or after a place.</summary>
    public static void ChangeDigit(byte[] body, int at)
    {
        while (!char.IsAsciiDigit((char)body[at]))
        {
            at = (at + 1) % body.Length;
        }

        body[at] = (byte)(body[at] == '9' ? '8' : body[at] + 1);
    }
}
