namespace Heliostat.Core;

/// <summary>A lifecycle table made fast to ask: two small enums in, the next state out.</summary>
internal sealed class Moves<TState, TMove>
    where TState : struct, Enum
    where TMove : struct, Enum
{
    private readonly string _noun;
    private readonly TState?[] _next;
    private readonly int _movesCount = Enum.GetValues<TMove>().Length;

    public Moves(string noun, IReadOnlyList<(TState From, TMove Move, TState To)> table)
    {
        _noun = noun;
        _next = new TState?[Enum.GetValues<TState>().Length * _movesCount];
        foreach (var (from, move, to) in table)
        {
            _next[IndexOf(from, move)] = to;
        }
    }

    public TState Next(TState from, TMove move) =>
        _next[IndexOf(from, move)]
        ?? throw new InvariantException($"A {_noun} that is {from} cannot make the move {move}.");

    private int IndexOf(TState from, TMove move) =>
        (Convert.ToInt32(from, null) * _movesCount) + Convert.ToInt32(move, null);
}
