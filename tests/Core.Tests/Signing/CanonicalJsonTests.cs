using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Heliostat.Protocol.Signing;

namespace Heliostat.Core.Tests.Signing;

[Trait("suite", "signing")]
public sealed class CanonicalJsonTests
{
    /// <summary>Each number with what Node.js makes of it: JSON.stringify(JSON.parse(text)).</summary>
    public static readonly string[][] JavaScriptNumbers =
    [
        ["0", "0"],
        ["-0", "0"],
        ["-0.0", "0"],
        ["0e5", "0"],
        ["1", "1"],
        ["1.0", "1"],
        ["10", "10"],
        ["100", "100"],
        ["1e2", "100"],
        ["1E+2", "100"],
        ["123456789", "123456789"],
        ["-1", "-1"],
        ["-1.50", "-1.5"],
        ["0.1", "0.1"],
        ["0.10", "0.1"],
        ["1.10", "1.1"],
        ["1e-6", "0.000001"],
        ["0.000001", "0.000001"],
        ["1e-7", "1e-7"],
        ["0.0000001", "1e-7"],
        ["1.5e-7", "1.5e-7"],
        ["123e-8", "0.00000123"],
        ["1e20", "100000000000000000000"],
        ["1e21", "1e+21"],
        ["100000000000000000000", "100000000000000000000"],
        ["1000000000000000000000", "1e+21"],
        ["123456789012345678901234567890", "1.2345678901234568e+29"],
        ["9007199254740993", "9007199254740992"],
        ["12345678901234567890", "12345678901234567000"],
        ["-9007199254740995", "-9007199254740996"],
        ["5e-324", "5e-324"],
        ["4.9E-324", "5e-324"],
        ["2.2250738585072014e-308", "2.2250738585072014e-308"],
        ["1.7976931348623157e308", "1.7976931348623157e+308"],
        ["-1.7976931348623157e308", "-1.7976931348623157e+308"],
        ["333333333.33333329", "333333333.3333333"],
        ["1e30", "1e+30"],
        ["4.50", "4.5"],
        ["2e-3", "0.002"],
        ["0.000000000000000000000000001", "1e-27"],
        ["1424953923781206.2", "1424953923781206.2"],
        ["9.999999999999997e22", "9.999999999999997e+22"],
        ["9007199254740992", "9007199254740992"],
        ["295147905179352830000", "295147905179352830000"],
        ["999999999999999900000", "999999999999999900000"],
        ["333333333.3333332", "333333333.3333332"],
        ["333333333.3333334", "333333333.3333334"],
        ["0.30000000000000004", "0.30000000000000004"],
        ["1e23", "1e+23"],
        ["8.41e21", "8.41e+21"],
        ["2.0e0", "2"],
        ["5E-1", "0.5"],
        ["1e-400", "0"],
        ["65536.5", "65536.5"],
        ["12.5E+3", "12500"],
    ];

    [Fact]
    public void Numbers_take_the_form_that_JavaScript_gives_them()
    {
        foreach (var pair in JavaScriptNumbers)
        {
            Assert.Equal(pair[1], Canonical(pair[0], CanonicalForm.JavaScriptNumbers));
            Assert.Equal(pair[0], Canonical(pair[0], CanonicalForm.Plain));
        }
    }

    [Fact]
    public void Keys_are_sorted_at_every_level_and_whitespace_goes()
    {
        const string Text = """ { "b" : [ 1 , { "z" : null , "a" : true } ] , "B":false, "a" : "" , "aa": {} } """;
        Assert.Equal(
            """{"B":false,"a":"","aa":{},"b":[1,{"a":true,"z":null}]}""", Canonical(Text, CanonicalForm.Plain));
    }

    [Fact]
    public void Text_is_written_as_Pythons_json_writes_it()
    {
        // The second and third come from Python's json.dumps with sort_keys, with and without ensure_ascii.
        const string Text = "{\"é\":\"\\u00fc\\u007F\\u2028😀\\u000a\\t\\\"\\\\\\/\",\"b\":1}";
        Assert.Equal(
            "{\"b\":1,\"\\u00e9\":\"\\u00fc\\u007f\\u2028\\ud83d\\ude00\\n\\t\\\"\\\\/\"}",
            Canonical(Text, CanonicalForm.EscapedText));
        Assert.Equal(
            "{\"b\":1,\"é\":\"ü\u007f\u2028😀\\n\\t\\\"\\\\/\"}",
            Canonical(Text, CanonicalForm.Plain));
    }

    [Theory]
    [InlineData("", JsonFault.NotJson)]
    [InlineData(" ", JsonFault.NotJson)]
    [InlineData("{", JsonFault.NotJson)]
    [InlineData("{} {}", JsonFault.NotJson)]
    [InlineData("{'a':1}", JsonFault.NotJson)]
    [InlineData("[1,]", JsonFault.NotJson)]
    [InlineData("NaN", JsonFault.NotJson)]
    [InlineData("{\"a\":1,\"a\":1}", JsonFault.DuplicateKey)]
    [InlineData("[{\"x\":{\"a\":1,\"\\u0061\":2}}]", JsonFault.DuplicateKey)]
    [InlineData("\"\\ud800\"", JsonFault.NotText)]
    [InlineData("{\"\\udc00\":1}", JsonFault.NotText)]
    public void What_cannot_be_canonical_is_named(string text, JsonFault expected)
    {
        Assert.False(CanonicalJson.TryWrite(Encoding.UTF8.GetBytes(text), CanonicalForm.Plain, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Broken_utf8_in_a_string_is_refused()
    {
        Assert.False(CanonicalJson.TryWrite([(byte)'"', 0xff, (byte)'"'], CanonicalForm.Plain, out _, out var fault));
        Assert.Equal(JsonFault.NotText, fault);
    }

    [Theory]
    [InlineData(64, JsonFault.None)]
    [InlineData(65, JsonFault.TooDeep)]
    [InlineData(100_000, JsonFault.TooDeep)]
    public void Depth_ends_at_sixty_four(int depth, JsonFault expected)
    {
        var text = new string('[', depth) + new string(']', depth);
        _ = CanonicalJson.TryWrite(Encoding.ASCII.GetBytes(text), CanonicalForm.Plain, out _, out var fault);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Texts_of_the_same_value_have_the_same_hash()
    {
        using var one = JsonDocument.Parse("""{"a":1,"b":"é"}""");
        using var two = JsonDocument.Parse("""{ "b":"\u00e9", "a":1 }""");
        Assert.Equal(CanonicalJson.Hash(one.RootElement), CanonicalJson.Hash(two.RootElement));
    }

    [Fact]
    public void Every_double_comes_back_from_its_JavaScript_form() =>
        Promise.Holds(Prop.ForAll<long>(bits =>
        {
            var value = BitConverter.Int64BitsToDouble(bits);
            if (!double.IsFinite(value))
            {
                return true;
            }

            var sent = value.ToString("E17", CultureInfo.InvariantCulture);
            var form = Canonical(sent, CanonicalForm.JavaScriptNumbers);
            return double.Parse(form, CultureInfo.InvariantCulture) == value
                && Canonical(form, CanonicalForm.JavaScriptNumbers) == form;
        }));

    [Fact]
    public void Any_text_survives_every_form() =>
        Promise.Holds(Prop.ForAll<string, int>((text, form) =>
        {
            var sound = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            var json = new JsonObject { [sound + "k"] = sound, ["é"] = new JsonArray(1, sound) }.ToJsonString();
            var canonical = Canonical(json, (CanonicalForm)(form & 3));
            return JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(canonical))
                && Canonical(canonical, (CanonicalForm)(form & 3)) == canonical;
        }));

    [Fact]
    public void The_order_of_keys_does_not_matter() =>
        Promise.Holds(Prop.ForAll<int[]>(keys =>
        {
            var members = keys.Distinct().Select(k => $"\"{k}\":[{k}]").ToArray();
            var forwards = "{" + string.Join(',', members) + "}";
            var backwards = "{ " + string.Join(" , ", members.Reverse()) + " }";
            return Canonical(forwards, CanonicalForm.Plain) == Canonical(backwards, CanonicalForm.Plain);
        }));

    private static string Canonical(string json, CanonicalForm form)
    {
        Assert.True(CanonicalJson.TryWrite(Encoding.UTF8.GetBytes(json), form, out var canonical, out var fault));
        Assert.Equal(JsonFault.None, fault);
        return Encoding.UTF8.GetString(canonical);
    }
}
