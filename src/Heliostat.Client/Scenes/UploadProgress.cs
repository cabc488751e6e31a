namespace Heliostat.Client.Scenes;

/// <summary>How far an upload is.</summary>
/// <param name="Files">Files looked at so far, the manifest among them.</param>
/// <param name="FilesDone">Files that the network has.</param>
/// <param name="BytesToSend">Bytes that the network did not have.</param>
/// <param name="BytesSent">Bytes of them that were sent.</param>
public sealed record UploadProgress(int Files, int FilesDone, long BytesToSend, long BytesSent);
