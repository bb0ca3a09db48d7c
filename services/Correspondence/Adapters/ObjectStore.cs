using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace UtilizationReview.Correspondence.Adapters;

/// <summary>Content as objects of a bucket that speaks S3, by path-style addresses. One put of the whole file: an object is there whole or not at
/// all, and 25 MB need no parts, which would be left behind by whoever dies between them.</summary>
internal sealed class ObjectStore : IDocumentStore, IDisposable
{
    private const string Prefix = "documents/";

    private readonly AmazonS3Client _objects;
    private readonly string _bucket;

    public ObjectStore(BucketSettings settings)
    {
        _bucket = settings.Bucket;
        _objects = new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), new AmazonS3Config
        {
            ServiceURL = settings.Endpoint,
            AuthenticationRegion = settings.Region,
            ForcePathStyle = true,
            Timeout = TimeSpan.FromSeconds(60),
            MaxErrorRetry = 2,
            // Stores other than the first one do not all know the newer checksums; the transport and our own SHA-256 guard the content.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    public Task StoreAsync(string documentId, SpooledFile content, CancellationToken ct) => AskAsync(async () =>
    {
        content.Content.Position = 0;
        await _objects.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _bucket, Key = Prefix + documentId, InputStream = content.Content, AutoCloseStream = false, UseChunkEncoding = false,
            ContentType = "application/octet-stream",
        }, ct);
        return true;
    }, ct);

    public Task<Stream?> OpenAsync(string documentId, long offset, CancellationToken ct) => AskAsync(async () =>
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = Prefix + documentId };
        if (offset > 0) request.ByteRange = new ByteRange($"bytes={offset}-");
        try
        {
            return (await _objects.GetObjectAsync(request, ct)).ResponseStream;
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
            return (Stream?)null;
        }
    }, ct);

    public Task RemoveAsync(string documentId, CancellationToken ct) =>
        AskAsync(() => _objects.DeleteObjectAsync(_bucket, Prefix + documentId, ct), ct);

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = Prefix };
        ListObjectsV2Response page;
        do
        {
            page = await AskAsync(() => _objects.ListObjectsV2Async(request, ct), ct);
            foreach (var stored in page.S3Objects ?? []) yield return stored.Key[Prefix.Length..];
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    public void Dispose() => _objects.Dispose();

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken ct)
    {
        try
        {
            return await ask();
        }
        catch (Exception problem) when (!ct.IsCancellationRequested
            && problem is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
        {
            throw new StoreAwayException(problem);
        }
    }
}

/// <summary>Which bucket, and how it is reached.</summary>
internal sealed record BucketSettings(string Endpoint, string Bucket, string Region, string AccessKey, string SecretKey);
