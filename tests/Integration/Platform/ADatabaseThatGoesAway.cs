using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Storage;
using UtilizationReview.Tests.Integration.Servers;
using UtilizationReview.Tests.Servers;

namespace UtilizationReview.Tests.Integration.Platform;

/// <summary>What the platform does while PostgreSQL is away; each test stops a server of its own.</summary>
public sealed class ADatabaseThatGoesAway(RealServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copies_that_start_at_once_make_and_migrate_one_database()
    {
        using var directory = new OwnDirectory(servers);
        var houses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ParcelHouse.StartAsync(directory, delivering: false), Ct)));
        await houses[0].Do("p1", new ParcelCommand.Register("x"));
        foreach (var house in houses)
        {
            (await house.Parcels.ReadAsync("p1", Ct)).ShouldNotBeNull();
            await house.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_process_that_starts_before_its_database_waits_for_it()
    {
        await using var server = await PrivatePostgres.StartNewAsync();
        using var directory = new OwnDirectory(() => Task.FromResult(server));
        await server.StopImmediatelyAsync();
        var starting = Task.Run(() => ParcelHouse.StartAsync(directory), Ct);
        await server.StartAsync();
        await using var house = await starting.WaitAsync(TimeSpan.FromSeconds(90), Ct);
        (await house.Do("p1", new ParcelCommand.Register("x"))).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>();
    }

    [Fact]
    public async Task A_process_whose_database_stays_away_says_so_and_ends()
    {
        using var directory = new OwnDirectory();
        directory.More["Database:Provider"] = "PostgreSQL";
        directory.More["Database:ConnectionString"] = $"Host=127.0.0.1;Port={FreePorts.Next()};Username=nobody";
        directory.More["Database:StartSeconds"] = "1";
        var problem = await Should.ThrowAsync<InvalidOperationException>(() => ParcelHouse.StartAsync(directory));
        problem.Message.ShouldContain("did not answer within 1 s");
        problem.Message.ShouldContain("Database:ConnectionString");
    }

    [Theory]
    [InlineData("Oracle", null, "Database:Provider is 'Oracle'")]
    [InlineData("PostgreSQL", null, "Database:ConnectionString is missing")]
    [InlineData("PostgreSQL", "Host=h;Database=mine", "names the database 'mine'")]
    [InlineData("PostgreSQL", "Hose=h;Password=secret", "Database:ConnectionString cannot be read")]
    public async Task A_wrong_setting_is_named(string provider, string? connection, string sentence)
    {
        using var directory = new OwnDirectory();
        directory.More["Database:Provider"] = provider;
        directory.More["Database:ConnectionString"] = connection;
        var problem = await Should.ThrowAsync<ArgumentException>(() => ParcelHouse.StartAsync(directory));
        problem.Message.ShouldContain(sentence);
        problem.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task No_accepted_command_is_lost_and_none_is_applied_twice_when_the_database_dies_in_the_middle()
    {
        const int workers = 6;
        const int each = 60;
        await using var server = await PrivatePostgres.StartNewAsync();
        using var directory = new OwnDirectory(() => Task.FromResult(server));
        await using var house = await ParcelHouse.StartAsync(directory);
        ConcurrentDictionary<string, string> accepted = [];
        var failures = 0;
        async Task Work(int worker)
        {
            for (var i = 0; i < each; i++)
            {
                var id = $"p{worker}-{i}";
                while (!accepted.ContainsKey(id))
                {
                    try
                    {
                        // As a careful caller: the same key until there is an answer.
                        var answer = await house.Do(id, new ParcelCommand.RegisterAndMove(id, "A1"), key: id);
                        accepted[id] = answer.GetType().Name;
                    }
                    catch (Exception problem) when (DatabaseFailure.IsAway(problem))
                    {
                        Interlocked.Increment(ref failures);
                        await Task.Delay(20, Ct);
                    }
                }
            }
        }
        var working = Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => Work(worker), Ct)));
        for (var times = 1; times <= 2; times++)
        {
            var some = workers * each * times / 4;
            await Eventually.Becomes(() => Task.FromResult(accepted.Count), n => n >= some, "commands accepted");
            await server.StopImmediatelyAsync();
            await server.StartAsync();
        }
        await working.WaitAsync(TimeSpan.FromSeconds(120), Ct);

        failures.ShouldBeGreaterThan(0);
        accepted.Values.Distinct().ShouldBeSubsetOf(["Accepted", "Repeated"]);
        await using (var db = house.Db())
        {
            (await db.Set<ParcelRow>().CountAsync(r => r.Version == 1, Ct)).ShouldBe(workers * each);
            (await db.History.CountAsync(Ct)).ShouldBe(2 * workers * each);
            (await db.Inbox.CountAsync(Ct)).ShouldBe(workers * each);
            (await db.Outbox.CountAsync(Ct)).ShouldBe(workers * each);
        }
        await Eventually.Becomes(async () =>
        {
            house.Clock.Advance(TimeSpan.FromMinutes(1)); // leases and pauses from before the stop are over
            return await house.Outbox.WaitingAsync(Ct);
        }, waiting => waiting == 0, "events not sent");
        await using var copies = house.Get<IDbContextFactory<CopyContext>>().CreateDbContext();
        (await copies.Set<CopyRow>().CountAsync(r => r.Version == 1, Ct)).ShouldBe(workers * each);
    }
}
