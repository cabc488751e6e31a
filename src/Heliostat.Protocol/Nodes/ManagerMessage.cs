namespace Heliostat.Protocol.Nodes;

/// <summary>Something a manager says to a node. The type names are append-only.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ManagerHello), "hello")]
[JsonDerivedType(typeof(HeartbeatPong), "heartbeat_pong")]
[JsonDerivedType(typeof(EnvelopeAck), "envelope_ack")]
[JsonDerivedType(typeof(JobDispatch), "job_dispatch")]
[JsonDerivedType(typeof(CheckDispatch), "check_dispatch")]
[JsonDerivedType(typeof(FileCheck), "file_check")]
[JsonDerivedType(typeof(TilesWanted), "tiles_wanted")]
[JsonDerivedType(typeof(JobCancel), "job_cancel")]
[JsonDerivedType(typeof(TokenRenewed), "token_renewed")]
[JsonDerivedType(typeof(StreamWanted), "stream_wanted")]
public abstract record ManagerMessage;
