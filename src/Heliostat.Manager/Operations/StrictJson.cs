using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Heliostat.Protocol.Signing;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>
/// Reads a request's JSON and names the field at which it is wrong: one that is not known, is missing, or is not of its
/// type.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = CanonicalJson.DepthMax,
    };

    public static ProblemAnswer MediaTypeUnsupported { get; } = new(
        StatusCodes.Status415UnsupportedMediaType, "media-type-unsupported", "Send the body as application/json.");

    // System.Text.Json finds broken UTF-8 and lone surrogates in a name only when the name is taken out.
    private static ProblemAnswer NotText =>
        Problems.Unreadable(JsonFault.NotText.ToCode(), JsonFault.NotText.ToSentence());

    /// <summary>Reads a body; where it cannot, <paramref name="problem"/> says why.</summary>
    public static bool TryRead<T>(
        HttpRequest request, byte[] body, JsonTypeInfo<T> type, out T value, out ProblemAnswer problem)
        where T : class
    {
        (value, problem) = (null!, null!);
        if (body.Length > 0 && !request.HasJsonContentType())
        {
            problem = MediaTypeUnsupported;
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return TryRead(document.RootElement, "", type, out value, out problem);
        }
        catch (JsonException)
        {
            problem = Problems.Unreadable("json-broken", JsonFault.NotJson.ToSentence());
            return false;
        }
        catch (InvalidOperationException)
        {
            problem = NotText;
            return false;
        }
    }

    /// <summary>
    /// Reads a JSON value that stands at <paramref name="place"/> of a body, such as <c>parameters.</c>.
    /// </summary>
    public static bool TryRead<T>(
        JsonElement json, string place, JsonTypeInfo<T> type, out T value, out ProblemAnswer problem)
        where T : class
    {
        value = null!;
        try
        {
            problem = Check(json, place, type)!;
            if (problem is not null)
            {
                return false;
            }

            value = json.Deserialize(type)!;
            return true;
        }
        catch (JsonException error)
        {
            problem = WrongType(place + FieldOf(error.Path));
            return false;
        }
        catch (InvalidOperationException)
        {
            problem = NotText;
            return false;
        }
    }

    public static ProblemAnswer Missing(string field) =>
        Problems.Unreadable("field-missing", $"The field {field} is required.", field);

    public static ProblemAnswer WrongType(string field) => Problems.Unreadable(
        "field-invalid", $"The field {(field.Length == 0 ? "at the top" : field)} is not of its type.", field);

    private static ProblemAnswer? Check(JsonElement json, string place, JsonTypeInfo type)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return WrongType(place.TrimEnd('.'));
        }

        foreach (var member in json.EnumerateObject())
        {
            var field = place + member.Name;
            var known = type.Properties.FirstOrDefault(property => property.Name == member.Name);
            if (known is null && type.Options.UnmappedMemberHandling == JsonUnmappedMemberHandling.Skip)
            {
                continue;
            }

            if (known is null)
            {
                return Problems.Unreadable(
                    "field-unknown", $"There is no field {field}; check its spelling.", field);
            }

            if (member.Value.ValueKind == JsonValueKind.Number && IsEnum(known.PropertyType))
            {
                return WrongType(field);
            }
        }

        var missing = type.Properties.FirstOrDefault(
            property => property.IsRequired && !json.TryGetProperty(property.Name, out _));
        return missing is null ? null : Missing(place + missing.Name);
    }

    private static bool IsEnum(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    // The path is written $.blobs[3].hash; people know the fields without the dollar sign.
    private static string FieldOf(string? path) => path is null ? "" : path.TrimStart('$').TrimStart('.');
}
