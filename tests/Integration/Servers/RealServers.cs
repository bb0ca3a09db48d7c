using UtilizationReview.Tests.Integration.Servers;
using UtilizationReview.Tests.Servers;

[assembly: AssemblyFixture(typeof(RealServers))]

namespace UtilizationReview.Tests.Integration.Servers;

/// <summary>PostgreSQL, RabbitMQ, Redis, an S3 store and a virus scanner of this test run, each started when the first test asks for it and shared by all that do not stop
/// it. Tests keep apart by names of their own: databases, virtual hosts, key prefixes. A test that stops a server starts its own.</summary>
public sealed class RealServers : IAsyncDisposable
{
    private readonly Lazy<Task<PrivatePostgres>> _postgres = new(PrivatePostgres.StartNewAsync);
    private readonly Lazy<Task<PrivateRabbit>> _rabbit = new(PrivateRabbit.StartNewAsync);
    private readonly Lazy<Task<PrivateRedis>> _redis = new(PrivateRedis.StartNewAsync);

    private readonly Lazy<Task<PrivateObjectStore>> _objects = new(PrivateObjectStore.StartNewAsync);
    private readonly Lazy<Task<PrivateClamd>> _scanner = new(PrivateClamd.StartNewAsync);

    public Task<PrivatePostgres> PostgresAsync() => _postgres.Value;
    public Task<PrivateRabbit> RabbitAsync() => _rabbit.Value;
    public Task<PrivateRedis> RedisAsync() => _redis.Value;
    public Task<PrivateObjectStore> ObjectsAsync() => _objects.Value;
    public Task<PrivateClamd> ScannerAsync() => _scanner.Value;

    public async ValueTask DisposeAsync()
    {
        if (_postgres.IsValueCreated)
            await (await _postgres.Value).DisposeAsync();
        if (_rabbit.IsValueCreated)
            await (await _rabbit.Value).DisposeAsync();
        if (_redis.IsValueCreated)
            await (await _redis.Value).DisposeAsync();
        if (_objects.IsValueCreated)
            await (await _objects.Value).DisposeAsync();
        if (_scanner.IsValueCreated)
            await (await _scanner.Value).DisposeAsync();
    }
}
