using System.Buffers;
using System.Security.Cryptography;
using Heliostat.Protocol.Values;

namespace Heliostat.Storage.Disk;

/// <summary>
/// A file that appears under its name only once all its bytes are there, match their hash and are on the disk. Until
/// then they lie in a partial file, to which the rest is added after a break.
/// </summary>
internal sealed class VerifiedFile(string partialPath, string finalPath)
{
    private const int BufferBytes = 128 * 1024;
    private const int NoSpaceOnUnix = 28;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    /// <summary>How many bytes the partial file holds.</summary>
    public long BytesHeld => new FileInfo(partialPath) is { Exists: true } file ? file.Length : 0;

    /// <summary>Adds bytes from <paramref name="offset"/> on, and finishes the file when they are all there.</summary>
    /// <param name="blob">The hash and length that the whole must have.</param>
    /// <param name="offset">0 to begin anew, or <see cref="BytesHeld"/>.</param>
    /// <param name="content">The bytes; its exceptions pass through.</param>
    /// <param name="written">Told of each piece written.</param>
    /// <param name="cancel">Ends the writing; what was written is kept.</param>
    public async Task<BlobPut> Write(
        (ContentHash Hash, long Length) blob,
        long offset,
        Stream content,
        Action<int> written,
        CancellationToken cancel)
    {
        var held = BytesHeld;
        if (offset != 0 && (offset != held || offset > blob.Length))
        {
            return new(BlobPutState.WrongOffset, held);
        }

        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        BlobPut put;
        await using (var file = OpenPartial(offset))
        {
            await AddPrefix(file, sha, cancel);
            put = await Copy(content, file, sha, blob.Length, written, cancel);
            if (put.State == BlobPutState.Stored)
            {
                put = sha.GetHashAndReset().AsSpan().SequenceEqual(blob.Hash.ToArray())
                    ? put
                    : new(BlobPutState.WrongHash, 0);
                file.Flush(flushToDisk: put.State == BlobPutState.Stored);
            }
        }

        return Settle(put);
    }

    /// <summary>Lets go what is held.</summary>
    public void Discard() => File.Delete(partialPath);

    private FileStream OpenPartial(long offset)
    {
        var file = new FileStream(
            partialPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, useAsync: true);
        file.SetLength(offset);
        return file;
    }

    private static async Task AddPrefix(FileStream file, IncrementalHash sha, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await file.ReadAsync(buffer, cancel)) > 0)
            {
                sha.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<BlobPut> Copy(
        Stream content,
        FileStream file,
        IncrementalHash sha,
        long length,
        Action<int> written,
        CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer, cancel)) > 0)
            {
                if (file.Position + read > length)
                {
                    return new(BlobPutState.WrongLength, 0);
                }

                sha.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                written(read);
            }

            return new(file.Position == length ? BlobPutState.Stored : BlobPutState.Incomplete, file.Position);
        }
        catch (IOException error) when (error.HResult is NoSpaceOnUnix or NoSpaceOnWindows)
        {
            return new(BlobPutState.StorageFull, 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private BlobPut Settle(BlobPut put)
    {
        switch (put.State)
        {
            case BlobPutState.Stored:
                File.Move(partialPath, finalPath, overwrite: true);
                DurableFolder.Sync(Path.GetDirectoryName(finalPath)!);
                break;
            case BlobPutState.WrongHash or BlobPutState.WrongLength or BlobPutState.StorageFull:
                Discard();
                break;
        }

        return put;
    }
}
