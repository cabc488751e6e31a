using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Heliostat.Protocol.Signing;

/// <summary>The few functions of OpenSSL 3 that Ed25519 needs: the library that .NET itself uses on Linux.</summary>
internal static partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";
    private const int Ed25519KeyType = 1087;
    private const ulong NoAtExit = 0x0008_0000;

    /// <summary>Why Ed25519 cannot be had on this machine, or null when it can.</summary>
    public static string? Missing { get; } = FindMissing();

    public static EvpKeyHandle ImportPrivate(ReadOnlySpan<byte> seed)
    {
        Demand();
        return Sound(NewRawPrivateKey(Ed25519KeyType, 0, seed, (nuint)seed.Length), "read a private key");
    }

    public static EvpKeyHandle ImportPublic(ReadOnlySpan<byte> publicKey)
    {
        Demand();
        return Sound(NewRawPublicKey(Ed25519KeyType, 0, publicKey, (nuint)publicKey.Length), "read a public key");
    }

    public static byte[] PublicKeyOf(EvpKeyHandle key)
    {
        var publicKey = new byte[Ed25519.PublicKeyBytes];
        nuint length = Ed25519.PublicKeyBytes;
        if (GetRawPublicKey(key, publicKey, ref length) != 1 || length != Ed25519.PublicKeyBytes)
        {
            throw Failed("derive a public key");
        }

        return publicKey;
    }

    public static void Sign(EvpKeyHandle key, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        using var context = NewContext();
        nuint length = Ed25519.SignatureBytes;
        if (context.IsInvalid
            || DigestSignInit(context, 0, 0, 0, key) != 1
            || DigestSign(context, signature, ref length, message, (nuint)message.Length) != 1
            || length != Ed25519.SignatureBytes)
        {
            throw Failed("sign");
        }
    }

    public static bool Verify(EvpKeyHandle key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var context = NewContext();
        if (context.IsInvalid || DigestVerifyInit(context, 0, 0, 0, key) != 1)
        {
            throw Failed("verify");
        }

        var answer = DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length);
        if (answer != 1)
        {
            // A refused signature leaves its reason in the thread's error queue, where .NET's own calls would find it.
            ClearErrors();
        }

        return answer == 1;
    }

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Ed25519 signatures need Linux with OpenSSL 3; here they can be neither made nor checked.";
        }

        if (!NativeLibrary.TryLoad(Library, out _))
        {
            return $"Ed25519 signatures need OpenSSL 3 ({Library}), which was not found. "
                + "Install it (on Debian and Ubuntu: apt-get install libssl3).";
        }

        // Without this, OpenSSL tears itself down at exit while other threads may still be signing.
        _ = Initialise(NoAtExit, 0);
        return null;
    }

    private static void Demand()
    {
        if (Missing is { } sentence)
        {
            throw new PlatformNotSupportedException(sentence);
        }
    }

    private static EvpKeyHandle Sound(EvpKeyHandle key, string deed) => key.IsInvalid ? throw Failed(deed) : key;

    private static InvalidOperationException Failed(string deed)
    {
        ClearErrors();
        return new InvalidOperationException($"OpenSSL could not {deed} (Ed25519).");
    }

    [LibraryImport(Library, EntryPoint = "OPENSSL_init_crypto")]
    private static partial int Initialise(ulong options, nint settings);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial EvpKeyHandle NewRawPrivateKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial EvpKeyHandle NewRawPublicKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int GetRawPublicKey(EvpKeyHandle key, Span<byte> publicKey, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial ContextHandle NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    private static partial int DigestSignInit(
        ContextHandle context, nint keyContext, nint digest, nint engine, EvpKeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    private static partial int DigestSign(
        ContextHandle context, Span<byte> signature, ref nuint length, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    private static partial int DigestVerifyInit(
        ContextHandle context, nint keyContext, nint digest, nint engine, EvpKeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    private static partial int DigestVerify(
        ContextHandle context,
        ReadOnlySpan<byte> signature,
        nuint length,
        ReadOnlySpan<byte> message,
        nuint messageLength);

    /// <summary>A key inside OpenSSL; it may be used from many threads at once.</summary>
    internal sealed class EvpKeyHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            FreeKey(handle);
            return true;
        }
    }

    /// <summary>The state of one signature being made or checked.</summary>
    private sealed class ContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            FreeContext(handle);
            return true;
        }
    }
}
