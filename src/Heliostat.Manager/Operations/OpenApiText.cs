using Heliostat.Manager.Accounts;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Heliostat.Manager.Operations;

/// <summary>The OpenAPI 3.1 text of the routes under <c>/v1</c>: <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiText
{
    /// <summary>Where it is served; the document is called v1.</summary>
    public const string Path = "/openapi/{documentName}.json";

    private const string Scheme = "signature";
    private const string Json = "application/json";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) => DescribeDocument(document));
        options.AddOperationTransformer(DescribeOperationAsync);
        options.AddSchemaTransformer((schema, context, _) => DescribeSchema(schema, context));
    }

    private static Task DescribeDocument(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Heliostat",
            Version = "v1",
            Description = "Submit jobs to a Heliostat network, follow them, and take their results.",
        };
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = RequestSignature.ApiKeyHeader,
                Description = $"The API key; with it {RequestSignature.TimeHeader} (Unix milliseconds), "
                    + $"{RequestSignature.NonceHeader} (32 hexadecimal digits, used once) and "
                    + $"{RequestSignature.SignatureHeader}: HMAC-SHA256 of "
                    + "key|time|nonce|METHOD|path|query|SHA-256 of the canonical body.",
            },
        };
        return Task.CompletedTask;
    }

    private static async Task DescribeOperationAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var metadata in context.Description.ActionDescriptor.EndpointMetadata)
        {
            switch (metadata)
            {
                case Descriptions.QueryNames query:
                    AddParameters(operation, query.Names, ParameterLocation.Query);
                    break;
                case Descriptions.PathNames path:
                    AddParameters(operation, path.Names, ParameterLocation.Path);
                    break;
                case Descriptions.BodyType body:
                    operation.RequestBody = await BodyAsync(body.Type, context, cancellation);
                    break;
                case AccessRule rule:
                    operation.Security =
                    [
                        new() { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] },
                    ];
                    operation.Description += $" For keys of {string.Join(", ", rule.Kinds.Select(Presets.Of))}.";
                    break;
            }
        }
    }

    private static async Task<OpenApiRequestBody> BodyAsync(
        Type type, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, null, cancellation);
        context.Document!.AddComponent(type.Name, schema);
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Json] = new() { Schema = new OpenApiSchemaReference(type.Name, context.Document) },
            },
        };
    }

    private static void AddParameters(
        OpenApiOperation operation, IReadOnlyList<string> names, ParameterLocation place)
    {
        operation.Parameters ??= [];
        foreach (var name in names)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = place,
                Required = place == ParameterLocation.Path,
                Schema = new OpenApiSchema { Type = TypeOf(name) },
            });
        }
    }

    private static JsonSchemaType TypeOf(string name) =>
        name is "limit" or "page" ? JsonSchemaType.Integer : JsonSchemaType.String;

    // Hashes have a converter of their own, which the generator cannot look into.
    private static Task DescribeSchema(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if ((Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type) == typeof(ContentHash))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = "^[0-9a-f]{64}$";
        }

        return Task.CompletedTask;
    }
}
