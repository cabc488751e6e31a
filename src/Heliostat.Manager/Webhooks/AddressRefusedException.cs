namespace Heliostat.Manager.Webhooks;

/// <summary>A host's name stands for no address that news may be posted to.</summary>
internal sealed class AddressRefusedException() : IOException("The host has no address in the public network.");
