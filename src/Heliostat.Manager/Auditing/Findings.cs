namespace Heliostat.Manager.Auditing;

/// <summary>The differences found so far, and what was not checked.</summary>
internal sealed class Findings
{
    private readonly List<string> _quoted = [];
    private readonly List<string> _remarks = [];

    public long Total { get; private set; }

    public IReadOnlyList<string> Quoted => _quoted;

    public IReadOnlyList<string> Remarks => _remarks;

    public void Add(string sentence)
    {
        Total++;
        if (_quoted.Count < Audit.DifferencesQuotedMax)
        {
            _quoted.Add(sentence);
        }
    }

    public void Add(long sequence, string sentence) => Add($"Entry {sequence}: {sentence}");

    public void Remark(string sentence)
    {
        if (!_remarks.Contains(sentence))
        {
            _remarks.Add(sentence);
        }
    }
}
