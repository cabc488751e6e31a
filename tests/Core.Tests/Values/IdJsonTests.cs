using System.Text.Encodings.Web;
using System.Text.Json;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Values;

/// <summary>Ids in JSON: the text by which people know them, and nothing else.</summary>
public sealed class IdJsonTests
{
    private const string Job = "0198f3a2-7c11-7d4e-9b52-3f6f2c1a8e90";

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly RunId Run = new(new JobId(Guid.Parse(Job)), 7, 2);

    [Fact]
    public void A_run_is_written_as_it_is_named()
    {
        Assert.Equal($"\"{Job}/7#2\"", Text(Run));
        Assert.Equal(Run, JsonSerializer.Deserialize<RunId>(Text(Run)));
    }

    [Fact]
    public void A_check_is_written_as_it_is_named()
    {
        var check = new CheckId(Run, 12, 1);

        Assert.Equal($"\"{Job}/7#2:12.1\"", Text(check));
        Assert.Equal(check, JsonSerializer.Deserialize<CheckId>(Text(check)));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData($"\"{Job}\"")]
    [InlineData($"\"{Job}/7\"")]
    [InlineData($"\"{Job}/7#\"")]
    [InlineData($"\"{Job}/-7#1\"")]
    [InlineData($"\"{Job}/7#1 \"")]
    [InlineData($"\"{Job}/7#1#1\"")]
    [InlineData($"\"{Job}/99999999999#1\"")]
    [InlineData($"\"{Job}/7#1:\"")]
    [InlineData($"\"{Job}/0000000000000000000000000000000000000000000000000000000000000000000000000000000000007#1\"")]
    public void Any_other_text_is_refused(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RunId>(json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CheckId>(json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abcd")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void A_hash_is_64_lower_case_digits(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ContentHash>($"\"{text}\""));

    [Fact]
    public void A_hash_reads_what_it_writes()
    {
        var hash = Some.Hash("bytes");

        Assert.Equal($"\"{hash}\"", Text(hash));
        Assert.Equal(hash, JsonSerializer.Deserialize<ContentHash>(Text(hash)));
    }

    private static string Text<T>(T value) =>
        JsonSerializer.Serialize(value, Plain);
}
