namespace Heliostat.Protocol.Nodes;

/// <summary>Something a node says to its manager. The type names are append-only.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NodeHello), "hello")]
[JsonDerivedType(typeof(HeartbeatPing), "heartbeat_ping")]
[JsonDerivedType(typeof(JobAck), "job_ack")]
[JsonDerivedType(typeof(JobStatus), "job_status")]
[JsonDerivedType(typeof(StatusUpdate), "status_update")]
[JsonDerivedType(typeof(JobProgress), "job_progress")]
[JsonDerivedType(typeof(JobResult), "job_result")]
[JsonDerivedType(typeof(JobFailure), "job_failure")]
[JsonDerivedType(typeof(CheckResult), "check_result")]
[JsonDerivedType(typeof(FileResult), "file_result")]
[JsonDerivedType(typeof(CheckFailure), "check_failure")]
[JsonDerivedType(typeof(TilesReady), "tiles_ready")]
[JsonDerivedType(typeof(HardwareReport), "hardware_report")]
[JsonDerivedType(typeof(StreamRefused), "stream_refused")]
[JsonDerivedType(typeof(RunLog), "run_log")]
public abstract record NodeMessage;
