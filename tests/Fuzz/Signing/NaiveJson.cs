using System.Globalization;
using System.Text;
using Heliostat.Protocol.Signing;

namespace Heliostat.Fuzz.Signing;

/// <summary>A second writer of canonical JSON: reads by hand, sorts, writes.</summary>
internal sealed class NaiveJson
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _json;
    private readonly CanonicalForm _form;
    private int _at;

    private NaiveJson(byte[] json, CanonicalForm form) => (_json, _form) = (json, form);

    /// <summary>What is wrong, as far as a second reader can tell it apart.</summary>
    public enum Fault
    {
        None,
        NotJson,
        Refused,
    }

    public static (Fault Fault, string Text) Write(byte[] json, CanonicalForm form)
    {
        try
        {
            // Whether it is JSON comes first: to the end, without a look at what its strings hold.
            var reader = new NaiveJson(json, form);
            reader.Document(out var value);
            var text = new StringBuilder();
            reader.Write(value, text, 0);
            return (Fault.None, text.ToString());
        }
        catch (FormatException)
        {
            return (Fault.NotJson, "");
        }
        catch (InvalidDataException)
        {
            return (Fault.Refused, "");
        }
    }

    private void Document(out object value)
    {
        value = Value();
        Space();
        Expect(_at == _json.Length);
    }

    private object Value()
    {
        Space();
        switch (Peek())
        {
            case '{': return Object();
            case '[': return Array();
            case '"': return String();
            case 't': return Word("true");
            case 'f': return Word("false");
            case 'n': return Word("null");
            default: return Number();
        }
    }

    private List<(byte[] Key, object Value)> Object()
    {
        var members = new List<(byte[], object)>();
        _at++;
        Space();
        if (Peek() == '}')
        {
            _at++;
            return members;
        }

        while (true)
        {
            Space();
            Expect(Peek() == '"');
            var key = String();
            Space();
            Take(':');
            members.Add((key, Value()));
            Space();
            if (Peek() != ',')
            {
                Take('}');
                return members;
            }

            _at++;
        }
    }

    private List<object> Array()
    {
        var items = new List<object>();
        _at++;
        Space();
        if (Peek() == ']')
        {
            _at++;
            return items;
        }

        while (true)
        {
            items.Add(Value());
            Space();
            if (Peek() != ',')
            {
                Take(']');
                return items;
            }

            _at++;
        }
    }

    private byte[] String()
    {
        var start = ++_at;
        while (Peek() != '"')
        {
            Expect(_json[_at] >= ' ');
            if (_json[_at++] == '\\')
            {
                var escape = (char)Peek();
                Expect("\"\\/bfnrtu".Contains(escape, StringComparison.Ordinal));
                _at++;
                for (var digits = escape == 'u' ? 4 : 0; digits > 0; digits--)
                {
                    Expect(char.IsAsciiHexDigit((char)Peek()));
                    _at++;
                }
            }
        }

        return _json[start.._at++];
    }

    private string Word(string word)
    {
        foreach (var letter in word)
        {
            Take(letter);
        }

        return word;
    }

    private string Number()
    {
        var start = _at;
        if (Peek() == '-')
        {
            _at++;
        }

        if (Peek() == '0')
        {
            _at++;
        }
        else
        {
            Digits();
        }

        if (_at < _json.Length && _json[_at] == '.')
        {
            _at++;
            Digits();
        }

        if (_at < _json.Length && _json[_at] is (byte)'e' or (byte)'E')
        {
            _at++;
            _at += Peek() is '+' or '-' ? 1 : 0;
            Digits();
        }

        return Encoding.ASCII.GetString(_json[start.._at]);
    }

    private void Digits()
    {
        Expect(char.IsAsciiDigit((char)Peek()));
        while (_at < _json.Length && char.IsAsciiDigit((char)_json[_at]))
        {
            _at++;
        }
    }

    private void Space()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private int Peek() => _at < _json.Length ? _json[_at] : throw new FormatException();

    private void Take(char wanted)
    {
        Expect(Peek() == wanted);
        _at++;
    }

    private static void Expect(bool isSo)
    {
        if (!isSo)
        {
            throw new FormatException();
        }
    }

    private void Write(object value, StringBuilder text, int depth)
    {
        switch (value)
        {
            case byte[] raw:
                WriteText(Unescape(raw), text);
                break;
            case string number when char.IsAsciiLetter(number[0]) || !_form.HasFlag(CanonicalForm.JavaScriptNumbers):
                text.Append(number);
                break;
            case string number:
                text.Append(NaiveNumber.Write(number));
                break;
            case List<object> items:
                WriteAll(items, '[', ']', text, depth, item => Write(item, text, depth + 1));
                break;
            case List<(byte[] Key, object Value)> members:
                var named = members.Select(member => (Key: Unescape(member.Key), member.Value)).ToList();
                Refuse(named.Select(member => member.Key).Distinct().Count() < named.Count);
                WriteAll(named.OrderBy(member => member.Key, StringComparer.Ordinal), '{', '}', text, depth, member =>
                {
                    WriteText(member.Key, text);
                    text.Append(':');
                    Write(member.Value, text, depth + 1);
                });
                break;
        }
    }

    private static void WriteAll<T>(
        IEnumerable<T> items, char open, char close, StringBuilder text, int depth, Action<T> write)
    {
        Refuse(depth >= CanonicalJson.DepthMax);
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            text.Append(isFirst ? "" : ",");
            isFirst = false;
            write(item);
        }

        text.Append(close);
    }

    private void WriteText(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            var isPlain = letter >= ' ' && letter is not ('"' or '\\')
                && (letter <= '~' || !_form.HasFlag(CanonicalForm.EscapedText));
            var at = "\"\\\b\f\n\r\t".IndexOf(letter, StringComparison.Ordinal);
            text.Append(isPlain ? $"{letter}"
                : at >= 0 ? $"\\{"\"\\bfnrt"[at]}"
                : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"));
        }

        text.Append('"');
    }

    private static string Unescape(byte[] raw)
    {
        try
        {
            var text = new StringBuilder();
            var letters = Strict.GetString(raw);
            for (var i = 0; i < letters.Length; i++)
            {
                if (letters[i] != '\\')
                {
                    text.Append(letters[i]);
                    continue;
                }

                var escape = letters[++i];
                var at = "bfnrt".IndexOf(escape, StringComparison.Ordinal);
                text.Append(escape == 'u' ? (char)Convert.ToInt32(letters.Substring(i + 1, 4), 16)
                    : at >= 0 ? "\b\f\n\r\t"[at]
                    : escape);
                i += escape == 'u' ? 4 : 0;
            }

            // A lone surrogate has no UTF-8.
            Strict.GetBytes(text.ToString());
            return text.ToString();
        }
        catch (ArgumentException)
        {
            throw new InvalidDataException();
        }
    }

    private static void Refuse(bool isRefused)
    {
        if (isRefused)
        {
            throw new InvalidDataException();
        }
    }
}
