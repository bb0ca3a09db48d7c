using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using UtilizationReview.NurseReview.Domain;
using UtilizationReview.Platform.Deciding;
using static UtilizationReview.Tests.Unit.NurseReview.AnItem;

namespace UtilizationReview.Tests.Unit.NurseReview;

/// <summary>Every reachable item of a small universe, every command, every moment; and random journeys beside it.</summary>
public sealed class NurseItemWalk
{
    private const int StateBudget = 4_000;

    /// <summary>Before, at and after the end of a lease taken at the start, and of one renewed once.</summary>
    private static readonly DateTimeOffset[] Moments =
        [Start, Start + LeaseLength - TimeSpan.FromMilliseconds(1), Start + LeaseLength, Start + (2 * LeaseLength)];

    private static readonly NurseCommand[] Commands =
    [
        Arrives(2), Arrives(5, 2), new OrderLeaves(OrderId, 3, "with-physician"), new OrderLeaves(OrderId, 6, "approved"),
        new MoveDue(OrderId, 4, Due.AddDays(3)), new InformationArrives(OrderId, 4, Start.AddMinutes(30), Due.AddDays(1)),
        new DocumentArrives("DOC-1", Start.AddMinutes(1)), new DecisionRefused(OrderId, Dana.PersonId, "The order changed."), new Tick(),
        new AssignTo(Sam, ProfileOf(Ola), "Dana is away"), new ReturnToPool(Sam, "Dana is away"),
        Corrects(Dana, 7), Reevaluates(Dana, 7),
        .. new[] { Dana, Ola }.SelectMany(nurse => new NurseCommand[]
        {
            new Claim(nurse), new ClaimOpen(nurse), new RenewLease(nurse), new Release(nurse),
            Confirm(nurse, "LUM-DISC-2.b"), Confirm(nurse, "LUM-DISC-2.c"), Confirm(nurse, "LUM-LAM-1.a"),
            new RecordFinding(nurse, 0, "LUM-LAM-1.a", FindingKind.CannotConfirm, null, "", Criteria),
            Asks(nurse), ApproveAll(nurse) with { Judged = Judges(7) }, ApproveAll(nurse, 1), Refers(nurse),
        }),
    ];

    [Fact]
    public void Every_command_in_every_state_at_every_moment_keeps_the_rules()
    {
        HashSet<string> seen = ["null"];
        Queue<(NurseItem? Item, int Moment)> waiting = new([(null, 0)]);
        HashSet<ItemStage> stages = [];
        HashSet<Type> facts = [];
        while (waiting.TryDequeue(out var at))
        {
            if (at.Item is not null) stages.Add(at.Item.Stage);
            for (var moment = at.Moment; moment < Moments.Length; moment++)
            {
                foreach (var command in Commands)
                {
                    var answer = at.Item.Decide(command, Moments[moment]);
                    Check(at.Item, command, Moments[moment], answer);
                    if (answer is not Answer<NurseEvent>.Accepted accepted) continue;
                    facts.UnionWith(accepted.Events.Select(e => e.GetType()));
                    var next = accepted.Events.Aggregate(at.Item, NurseItem.Evolve)!;
                    if (seen.Count < StateBudget && seen.Add($"{moment} {JsonSerializer.Serialize(next)}")) waiting.Enqueue((next, moment));
                }
            }
        }
        stages.ShouldBe([ItemStage.Expected, ItemStage.Open, ItemStage.Leased, ItemStage.Done], ignoreOrder: true);
        var known = typeof(NurseEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(NurseEvent)));
        facts.ShouldBe(known, ignoreOrder: true, "the walk has to reach every fact");
    }

    [Fact]
    public void At_no_time_are_there_two_holders_whatever_is_tried()
    {
        var step = from command in Gen.Elements(Commands) from minutes in Gen.Choose(0, 15) select (command, minutes);
        Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            NurseItem? item = null;
            var now = Start;
            (string Holder, DateTimeOffset Until)? held = null; // an independent account of who holds it
            foreach (var (command, minutes) in steps)
            {
                now = now.AddMinutes(minutes);
                var answer = item.Decide(command, now);
                if (answer is not Answer<NurseEvent>.Accepted accepted) continue;
                var actor = (command as CommandOfNurse)?.Nurse.PersonId ?? (command as AssignTo)?.To.PersonId;
                foreach (var fact in accepted.Events)
                {
                    var free = held is null || now >= held.Value.Until;
                    switch (fact)
                    {
                        case LeaseTaken taken when !free:
                            return false.Label($"{taken.Nurse.PersonId} leased what {held} holds at {now}");
                        case LeaseTaken taken:
                            held = (taken.Nurse.PersonId, now + LeaseLength);
                            break;
                        case LeaseRenewed or FindingsRecorded or InformationAsked or CriteriaReevaluated or LinesApproved or LinesReferred when free || held!.Value.Holder != actor:
                            return false.Label($"{actor} acted at {now} while {held} holds it");
                        case LeaseRenewed:
                            held = (actor!, now + LeaseLength);
                            break;
                        case LeaseReleased or LeaseEnded or WorkMoved or ItemOpened or LinesReferred or OrderLeft:
                            held = null;
                            break;
                    }
                    item = NurseItem.Evolve(item, fact);
                }
                if (item!.Stage == ItemStage.Done) held = null;
                if (item.IsHeldAt(now) != (held is { } h && now < h.Until)) return false.Label($"the item and the account disagree at {now}");
            }
            return true.ToProperty();
        }).QuickCheckThrowOnFailure();
    }

    private static void Check(NurseItem? item, NurseCommand command, DateTimeOffset now, Answer<NurseEvent> answer)
    {
        var broken = answer switch
        {
            Answer<NurseEvent>.Accepted { Events.Count: 0 } => "accepted without a fact",
            Answer<NurseEvent>.Accepted accepted => Broken(item, command, now, accepted.Events.Aggregate(item, NurseItem.Evolve)!, accepted),
            Answer<NurseEvent>.Rejected { Refusal.Sentence: var sentence } when !sentence.EndsWith('.') => "a refusal that is no sentence",
            Answer<NurseEvent>.Rejected when command is not (CommandOfNurse or CommandOfSupervisor) => "an event or a tick is never at fault",
            _ => null,
        };
        if (broken is not null) throw new InvalidOperationException($"{broken}: {command} on {item} at {now:O}");
    }

    private static string? Broken(NurseItem? before, NurseCommand command, DateTimeOffset now, NurseItem after, Answer<NurseEvent>.Accepted accepted)
    {
        if ((after.Stage == ItemStage.Leased) != (after.Lease is not null)) return "leased is having a lease";
        if ((before?.DueAt ?? default) != after.DueAt && command is not (OrderArrives or MoveDue or InformationArrives)) return "only the order's clock moves the due time";
        if (after.Referral is { } referral && !after.Lines.Concat(after.ApprovedLines).Order().SequenceEqual(referral.Lines.Order())) return "lines got lost";
        if (command is CommandOfNurse byNurse)
        {
            if (before!.Stage is not (ItemStage.Open or ItemStage.Leased)) return "a nurse acted on what is not in the queue";
            if (before.IsHeldAt(now) && before.Lease!.PersonId != byNurse.Nurse.PersonId) return "somebody else holds it";
            if (command is not (Claim or ClaimOpen) && !before.IsHeldAt(now)) return "nobody holds it";
        }
        var unconfirmed = accepted.Events.OfType<LinesApproved>().SelectMany(e => e.Lines).Any(line => Criteria.Of(line).Open
            .Any(id => !before!.Findings.Any(f => f.Line == line && f.Criterion == id && f.Kind != FindingKind.CannotConfirm)));
        if (unconfirmed) return "approved with an open criterion";
        if (accepted.Events.Any(e => e is LinesApproved) && Reevaluation.IsDue(after))
            return "approved on corrections that the criteria did not judge";
        if (after.Decide(command, now) is Answer<NurseEvent>.Accepted again && !SameState(after, again)) return "the same again changed something";
        return After(after, new OrderLeaves(OrderId, 99, "withdrawn"), now)!.Stage is ItemStage.Done or ItemStage.Expected ? null : "the order cannot leave";
    }

    private static bool SameState(NurseItem after, Answer<NurseEvent>.Accepted again) =>
        JsonSerializer.Serialize(again.Events.Aggregate((NurseItem?)after, NurseItem.Evolve)) == JsonSerializer.Serialize(after);
}
