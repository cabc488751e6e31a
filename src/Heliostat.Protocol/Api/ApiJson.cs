using Heliostat.Protocol.Webhooks;

namespace Heliostat.Protocol.Api;

/// <summary>How the REST API under <c>/v1</c> is written: snake_case, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(ContainerParameters))]
[JsonSerializable(typeof(JobEditRequest))]
[JsonSerializable(typeof(BlenderParameters))]
[JsonSerializable(typeof(ContainerParameters))]
[JsonSerializable(typeof(PluginParameters))]
[JsonSerializable(typeof(ContainerParameters))]
[JsonSerializable(typeof(JobResource))]
[JsonSerializable(typeof(ListPage<JobResource>))]
[JsonSerializable(typeof(ListPage<JobRunResource>))]
[JsonSerializable(typeof(JobRunResource))]
[JsonSerializable(typeof(ListPage<UnitResource>))]
[JsonSerializable(typeof(ListPage<UnitFileResource>))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(ListPage<ClaimResource>))]
[JsonSerializable(typeof(NodeResource))]
[JsonSerializable(typeof(ListPage<NodeResource>))]
[JsonSerializable(typeof(ListPage<GpuModelResource>))]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(AccountCreated))]
[JsonSerializable(typeof(ListPage<AccountResource>))]
[JsonSerializable(typeof(AccountUsage))]
[JsonSerializable(typeof(QuotaRequest))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(ApiKeyCreated))]
[JsonSerializable(typeof(ListPage<ApiKeyResource>))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(BlobsRequest))]
[JsonSerializable(typeof(BlobsAnswer))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(HeadAnswer))]
[JsonSerializable(typeof(NewsMessage))]
[JsonSerializable(typeof(WebhookResource))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookCreated))]
[JsonSerializable(typeof(WebhookDelivery))]
[JsonSerializable(typeof(ListPage<WebhookResource>))]
[JsonSerializable(typeof(ListPage<WebhookDelivery>))]
[JsonSerializable(typeof(SweepRequest))]
[JsonSerializable(typeof(SweepAnswer))]
public sealed partial class ApiJson : JsonSerializerContext;
