using Microsoft.EntityFrameworkCore;
using Npgsql;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Tests.Integration.Servers;

namespace UtilizationReview.Tests.Integration.Platform;

public sealed class TheDeskOnSqlite() : TheDesk(null);

public sealed class TheDeskOnPostgreSql(RealServers servers) : TheDesk(servers);

public abstract class TheDesk(RealServers? servers) : IDisposable
{
    private readonly OwnDirectory _directory = new(servers);

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_accepted_command_writes_state_history_and_outbox_together()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        var answer = await house.Do("p1", new ParcelCommand.RegisterAndMove("p1", "A1"), key: "k1");

        var accepted = answer.ShouldBeOfType<DeskAnswer<Parcel>.Accepted>();
        (accepted.Id, accepted.Version, accepted.State.Shelf).ShouldBe(("p1", 1, "A1"));
        var read = await house.Parcels.ReadAsync("p1", Ct);
        read.ShouldBe(new Versioned<Parcel>(accepted.State, 1));
        var history = await house.Parcels.HistoryAsync("p1", Ct);
        history.Select(h => (h.Version, h.Seq, h.Event, h.Command, h.Actor)).ShouldBe(
            [(1, 0, "Registered", "RegisterAndMove", new("pat", "clerk")), (1, 1, "Moved", "RegisterAndMove", new("pat", "clerk"))]);
        await using var db = house.Db();
        var sent = await db.Outbox.SingleAsync(Ct);
        (sent.Type, sent.AggregateId, sent.AggregateVersion, sent.SentAt).ShouldBe(("ur:test-parcel-moved:v1", "p1", 1, null));
        sent.Body.ShouldBe("""{"parcelId":"p1","parcelVersion":1,"shelf":"A1"}""");
        (await db.Set<ParcelRow>().SingleAsync(Ct)).Shelf.ShouldBe("A1");
    }

    [Fact]
    public async Task The_same_key_again_answers_the_present_state_of_the_first_record()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.Register("x"), key: "k1");
        await house.Do("p1", new ParcelCommand.Move("B2"));
        var again = await house.Do("another-id", new ParcelCommand.Register("x"), key: "k1");

        var repeated = again.ShouldBeOfType<DeskAnswer<Parcel>.Repeated>();
        (repeated.Id, repeated.Version, repeated.State.Shelf).ShouldBe(("p1", 2, "B2"));
        (await house.Parcels.ReadAsync("another-id", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_refused()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.Register("x"), key: "k1");
        var refused = await house.Do("p2", new ParcelCommand.Register("y"), key: "k1");

        var refusal = refused.ShouldBeOfType<DeskAnswer<Parcel>.Rejected>().Refusal;
        (refusal.Code, refusal.Kind).ShouldBe(("idempotency-key-reused", RefusalKind.BadInput));
        (await house.Parcels.ReadAsync("p2", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task An_ignored_command_changes_nothing_and_keeps_its_claim()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.Register("x"));
        var ignored = await house.Do("p1", new ParcelCommand.Register("x"), key: "k2");

        ignored.ShouldBeOfType<DeskAnswer<Parcel>.Ignored>().Version.ShouldBe(1);
        await using var db = house.Db();
        (await db.Inbox.CountAsync(Ct)).ShouldBe(1);
        (await db.History.CountAsync(Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_call_changes_nothing_and_may_be_made_again_with_the_same_key()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.Register("x"));
        var refused = await house.Do("p1", new ParcelCommand.Move("roof"), key: "k2");
        refused.ShouldBeOfType<DeskAnswer<Parcel>.Rejected>().Refusal.Code.ShouldBe("no-roof");
        await using (var db = house.Db()) (await db.Inbox.CountAsync(Ct)).ShouldBe(0);

        (await house.Do("p1", new ParcelCommand.Move("A1"), key: "k2")).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>();
    }

    [Fact]
    public async Task A_refused_message_is_kept_for_the_operator_and_not_tried_again()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.Register("x"));
        var key = new MessageKey("some-consumer", "m1") { FromBus = true };
        var refused = await house.Parcels.ExecuteAsync("p1", new ParcelCommand.Move("roof"), key, "", Actor.Platform, Ct);
        refused.ShouldBeOfType<DeskAnswer<Parcel>.Rejected>();
        refused.Acknowledge();

        var kept = (await house.Outbox.RejectedAsync(Ct)).ShouldHaveSingleItem();
        (kept.Consumer, kept.MessageId, kept.AggregateId, kept.Code).ShouldBe(("some-consumer", "m1", "p1", "no-roof"));
        (await house.Parcels.ExecuteAsync("p1", new ParcelCommand.Move("roof"), key, "", Actor.Platform, Ct)).ShouldBeOfType<DeskAnswer<Parcel>.Repeated>();

        (await house.Outbox.ForgetRejectedAsync("some-consumer", "m1", Ct)).ShouldBeTrue();
        (await house.Parcels.ExecuteAsync("p1", new ParcelCommand.Move("A1"), key, "", Actor.Platform, Ct)).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>();
    }

    [Fact]
    public async Task A_message_that_overtook_its_record_is_asked_for_again()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        var key = new MessageKey("some-consumer", "m1") { FromBus = true };
        var early = await house.Parcels.ExecuteAsync("p1", new ParcelCommand.Move("A1"), key, "", Actor.Platform, Ct);
        early.ShouldBeOfType<DeskAnswer<Parcel>.Unknown>();
        Should.Throw<NotKnownYetException>(early.Acknowledge);

        await house.Do("p1", new ParcelCommand.Register("x"));
        var later = await house.Parcels.ExecuteAsync("p1", new ParcelCommand.Move("A1"), key, "", Actor.Platform, Ct);
        later.ShouldBeOfType<DeskAnswer<Parcel>.Accepted>();
    }

    [Fact]
    public async Task A_stale_version_is_refused()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.Register("x"));
        await house.Do("p1", new ParcelCommand.Move("A1"));
        var stale = await house.Parcels.ExecuteAsync("p1", new ParcelCommand.Move("B2"), null, "", Actor.Platform, expectedVersion: 1, Ct);
        stale.ShouldBeOfType<DeskAnswer<Parcel>.Rejected>().Refusal.Code.ShouldBe("stale-version");
        (await house.Parcels.ReadAsync("p1", Ct))!.State.Shelf.ShouldBe("A1");
    }

    [Fact]
    public async Task Nothing_is_half_written_when_the_domain_has_a_bug()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.Register("x"));
        await Should.ThrowAsync<InvalidOperationException>(() => house.Do("p1", new ParcelCommand.Explode(), key: "k9"));

        await using var db = house.Db();
        (await db.Inbox.CountAsync(Ct)).ShouldBe(0);
        (await db.History.CountAsync(Ct)).ShouldBe(1);
        (await db.Set<ParcelRow>().SingleAsync(Ct)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_half_written_when_rows_alongside_fail()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false, (_, _, _, _) => throw new TimeoutException("made to fail"));
        await Should.ThrowAsync<TimeoutException>(() => house.Do("p1", new ParcelCommand.Register("x"), key: "k1"));

        await using var db = house.Db();
        (await db.Inbox.CountAsync(Ct) + await db.History.CountAsync(Ct) + await db.Set<ParcelRow>().CountAsync(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task A_shelf_is_never_given_to_two_parcels()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false, Shelve);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => house.Do($"p{i}", new ParcelCommand.RegisterAndMove($"p{i}", "A1"), key: $"k{i}"), Ct)));

        answers.OfType<DeskAnswer<Parcel>.Accepted>().Count().ShouldBe(1);
        answers.OfType<DeskAnswer<Parcel>.Rejected>().Select(r => r.Refusal.Code).ShouldBe(Enumerable.Repeat("shelf-taken", 7));
        await using var db = house.Db();
        (await db.Set<ParcelRow>().CountAsync(Ct)).ShouldBe(1);
        (await db.Inbox.CountAsync(Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task Two_writers_of_one_record_both_take_effect_in_turn()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        await house.Do("p1", new ParcelCommand.Register("x"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => house.Do("p1", new ParcelCommand.Move($"S{i}")), Ct)));

        (await house.Parcels.ReadAsync("p1", Ct))!.Version.ShouldBe(21);
        (await house.Parcels.HistoryAsync("p1", Ct)).Select(h => h.Version).ShouldBe(Enumerable.Range(1, 21));
    }

    [Fact]
    public async Task A_version_conflict_is_decided_again_and_given_up_after_three_tries()
    {
        var conflicts = 2;
        var tries = 0;
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false, async (db, _, _, ct) =>
        {
            tries++;
            // As if another process had written the row after it was read here.
            if (conflicts-- > 0) await db.Set<ParcelRow>().ExecuteUpdateAsync(set => set.SetProperty(r => r.Version, 77), ct);
        });
        conflicts = 0;
        await house.Do("p1", new ParcelCommand.Register("x"));

        (conflicts, tries) = (2, 0);
        (await house.Do("p1", new ParcelCommand.Move("A1"), key: "k1")).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>().Version.ShouldBe(2);
        tries.ShouldBe(3);

        conflicts = 3;
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => house.Do("p1", new ParcelCommand.Move("B2"), key: "k2"));
        (await house.Parcels.ReadAsync("p1", Ct))!.State.Shelf.ShouldBe("A1");
    }

    [Fact]
    public async Task A_transaction_the_database_gave_up_is_decided_again()
    {
        var failures = 2;
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false, (_, _, _, _) => failures-- > 0
            ? throw new PostgresException("could not serialize access", "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure)
            : Task.CompletedTask);
        (await house.Do("p1", new ParcelCommand.Register("x"), key: "k1")).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>().Version.ShouldBe(1);
        (await house.Parcels.HistoryAsync("p1", Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_next_record_is_the_first_the_command_is_accepted_for()
    {
        await using var house = await ParcelHouse.StartAsync(_directory, delivering: false);
        foreach (var id in new[] { "p1", "p2", "p3" }) await house.Do(id, new ParcelCommand.Register(id));
        await house.Do("p1", new ParcelCommand.Move("A1"));
        Task<DeskAnswer<Parcel>?> Next(string key) => house.Parcels.ExecuteNextAsync(
            (_, _, skip, _) => Task.FromResult<IReadOnlyList<string>>([.. new[] { "p1", "p2", "p3" }.Skip(skip).Take(1)]),
            new ParcelCommand.Move("A1"), new MessageKey("/test.Parcels/Next", key), "", new Actor("pat", "clerk"), Ct);

        (await Next("k1")).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>().Id.ShouldBe("p2");
        (await Next("k1")).ShouldBeOfType<DeskAnswer<Parcel>.Repeated>().Id.ShouldBe("p2");
        (await Next("k2")).ShouldBeOfType<DeskAnswer<Parcel>.Accepted>().Id.ShouldBe("p3");
        (await Next("k1")).ShouldBeOfType<DeskAnswer<Parcel>.Repeated>().Id.ShouldBe("p2");
        (await Next("k3")).ShouldBeNull();
        await using var db = house.Db();
        (await db.Inbox.CountAsync(Ct)).ShouldBe(2);
        (await db.History.CountAsync(r => r.AggregateId == "p2", Ct)).ShouldBe(2);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task Shelve(ParcelContext db, Parcel parcel, ParcelFact fact, CancellationToken ct)
    {
        if (fact is ParcelFact.Moved moved) db.Add(new ShelfRow { Shelf = moved.Shelf, Label = parcel.Label, Since = new DateOnly(2026, 11, 2) });
        return Task.CompletedTask;
    }
}
