using System.Security.Cryptography;

namespace Heliostat.Manager.Webhooks;

/// <summary>Ids of deliveries: made once, before the first post, and kept for every further one.</summary>
internal static class DeliveryIds
{
    private const int Bytes = 16;

    public static string New() => $"msg_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes))}";
}
