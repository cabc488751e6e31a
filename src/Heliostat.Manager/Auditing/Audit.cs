using Heliostat.Manager.Journal;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Auditing;

/// <summary>Decides a whole journal again and compares: do not trust the manager, replay it.</summary>
public static class Audit
{
    /// <summary>Differences that a report quotes; those after them are counted only.</summary>
    public const int DifferencesQuotedMax = 20;

    /// <summary>Audits a journal, or a copy of one, without changing it.</summary>
    /// <param name="journalPath">The journal.</param>
    /// <param name="headPath">A file with a signed head that someone outside kept; null for none.</param>
    /// <exception cref="JournalException">A file is not there, or not what it should be.</exception>
    public static AuditReport Run(string journalPath, string? headPath = null)
    {
        var kept = headPath is null ? null : ReadHead(headPath);
        using var journal = JournalReader.Open(journalPath);
        using var audit = new JournalAudit(journal, kept);
        return audit.Run();
    }

    private static SignedHead ReadHead(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            return SignedHead.FromJson(text) ?? SignedHead.Parse(text) ?? throw new JournalException(
                $"{path} holds no signed head. Name the file that `--head` of a client wrote.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{path} cannot be read: {error.Message} Check its name and owner.", error);
        }
    }
}
