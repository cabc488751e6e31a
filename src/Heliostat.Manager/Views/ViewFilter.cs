using Heliostat.Manager.Journal;

namespace Heliostat.Manager.Views;

/// <summary>The conditions of a query: what is null is not asked about.</summary>
internal sealed class ViewFilter
{
    private readonly List<Action<PreparedStatement>> _binds = [];
    private readonly List<string> _conditions = [];

    /// <summary>The conditions as SQL; empty where there are none.</summary>
    public string Text => _conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", _conditions);

    public ViewFilter Equal(string column, long? value)
    {
        if (value is { } number)
        {
            var at = Add(column);
            _binds.Add(statement => statement.Bind(at, number));
        }

        return this;
    }

    public ViewFilter Equal(string column, string? value)
    {
        if (value is { } text)
        {
            var at = Add(column);
            _binds.Add(statement => statement.Bind(at, text));
        }

        return this;
    }

    public ViewFilter Equal(string column, Guid? value)
    {
        if (value is { } id)
        {
            var at = Add(column);
            _binds.Add(statement => statement.Bind(at, id));
        }

        return this;
    }

    public void Bind(PreparedStatement statement)
    {
        foreach (var bind in _binds)
        {
            bind(statement);
        }
    }

    private int Add(string column)
    {
        _conditions.Add($"{column} = ?{_conditions.Count + 1}");
        return _conditions.Count;
    }
}
