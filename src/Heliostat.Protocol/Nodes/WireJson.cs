using Heliostat.Protocol.Jobs;

namespace Heliostat.Protocol.Nodes;

/// <summary>
/// How messages on the relay are written: snake_case, nulls left out, members that are not known passed over.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(NodeEnvelope))]
[JsonSerializable(typeof(NodeMessage))]
[JsonSerializable(typeof(ManagerEnvelope))]
[JsonSerializable(typeof(SceneManifest))]
[JsonSerializable(typeof(FolderManifest))]
[JsonSerializable(typeof(RegistrationRequest))]
[JsonSerializable(typeof(RegistrationAnswer))]
[JsonSerializable(typeof(ProofRequest))]
[JsonSerializable(typeof(ProofAnswer))]
[JsonSerializable(typeof(TransferRequest))]
[JsonSerializable(typeof(TransferGrants))]
public sealed partial class WireJson : JsonSerializerContext;
