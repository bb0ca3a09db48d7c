using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>A codec of messages.</summary>
public interface ICompressionProvider
{
    /// <summary>The codec's name on the wire, such as <c>gzip</c>.</summary>
    string EncodingName { get; }

    /// <summary>A stream that writes compressed bytes to the given one; disposing it writes the end.</summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>A stream that reads the given compressed one.</summary>
    Stream CreateDecompressionStream(Stream stream);
}

/// <summary>The gzip codec.</summary>
public sealed class GzipCompressionProvider(CompressionLevel defaultCompressionLevel) : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => "gzip";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? defaultCompressionLevel, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
}
