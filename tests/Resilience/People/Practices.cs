using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.PeerToPeer.V1;
using UtilizationReview.Tests.Resilience.Checking;

namespace UtilizationReview.Tests.Resilience.People;

/// <summary>Practices: they submit orders, answer questions, take up offered talks, and now and then withdraw.</summary>
/// <param name="house">What everybody shares.</param>
/// <param name="shapes">The orders.</param>
/// <param name="seed">Draws what they do.</param>
/// <param name="run">Keeps the keys of this run apart.</param>
internal sealed class Practices(House house, OrderShapes shapes, int seed, string run)
{
    private const string Administrator = "admin-gale";
    private int _next;

    /// <summary>Submits orders until all are in, not more than so many under way at once.</summary>
    public async Task SubmitAsync(int worker, int atMostUnderWay, CancellationToken ct)
    {
        var random = new Random(HashCode.Combine(seed, worker));
        while (Interlocked.Increment(ref _next) is var number && number <= house.Orders)
        {
            // While reviewers rest the rest of the day's mail still comes in, so that there is something for the deadlines to pass over.
            while (house.UnderWay >= (house.Resting ? atMostUnderWay * 3 / 2 : atMostUnderWay)) await Task.Delay(50, ct);
            var attempt = 0;
            while (!await SubmitOneAsync($"{number}-{++attempt}", random, ct)) await Task.Delay(200, ct);
        }
    }

    /// <summary>Answers what the practices are asked, until cancelled.</summary>
    public async Task AnswerAsync(int worker, CancellationToken ct)
    {
        var random = new Random(HashCode.Combine(seed, worker, "answers"));
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (house.Questions.TryDequeue(out var question)) await InformAsync(question.Number, question.Practice, random, ct);
                else if (house.Offers.TryDequeue(out var talk)) await TakeUpAsync(talk, random, ct);
                else await Task.Delay(50, ct);
            }
            catch (RpcException refusal) when (!ct.IsCancellationRequested)
            {
                house.Tally.Refused(refusal);
            }
        }
    }

    /// <summary>False: refused, because the day turned while the order was on its way and its dates were of yesterday.</summary>
    private async Task<bool> SubmitOneAsync(string number, Random random, CancellationToken ct)
    {
        var (form, member, _) = shapes.Next(house.Now);
        var memberKey = $"{run}-{member.MemberId}";
        await house.Intake.AsAsync(Administrator, random.Next(2), (client, options) =>
            client.SaveMemberAsync(new SaveMemberRequest { Member = member, IdempotencyKey = memberKey }, options), ct);
        var staff = house.Cast.StaffOf(form.PracticeId);
        var request = new SubmitRequest { Form = form, Channel = Channel.Api, IdempotencyKey = $"{run}-order-{number}" };
        var copy = random.Next(house.Intake.Copies);
        Order order;
        try
        {
            order = await SubmitAsync(staff, copy, request, ct);
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition)
        {
            house.Tally.Refused(refusal);
            return false;
        }
        house.Accept(order.TrackingNumber);
        // A careless client sends it again, elsewhere, and has to hear the same.
        if (random.Next(12) == 0) await SubmitAsync(staff, copy + 1, request, ct);
        if (random.Next(60) == 0) await WithdrawAsync(order.TrackingNumber, staff, copy, ct);
        return true;
    }

    private async Task<Order> SubmitAsync(string staff, int copy, SubmitRequest request, CancellationToken ct)
    {
        var answer = await house.Intake.AsAsync(staff, copy, (client, options) => client.SubmitAsync(request, options), ct);
        house.Tally.Note(
            new(Known.Intake, "Submit", staff, request.IdempotencyKey, answer.Order.TrackingNumber, answer.Order.Version, ["OrderReceived"]));
        return answer.Order;
    }

    private async Task WithdrawAsync(string number, string staff, int copy, CancellationToken ct)
    {
        var request = new WithdrawRequest { Number = number, Reason = "The patient chose to wait.", IdempotencyKey = $"{run}-withdraw-{number}" };
        try
        {
            var left = await house.Intake.AsAsync(staff, copy, (client, options) => client.WithdrawAsync(request, options), ct);
            house.Tally.Note(new(Known.Intake, "Withdraw", staff, request.IdempotencyKey, number, left.Version, []));
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.FailedPrecondition)
        {
            house.Tally.Refused(refusal); // it was over before
        }
    }

    private async Task InformAsync(string number, string practice, Random random, CancellationToken ct)
    {
        var staff = house.Cast.StaffOf(practice);
        var request = new AddInformationRequest
        {
            Number = number, Note = "Therapy notes of the last weeks are attached.", IdempotencyKey = $"{run}-information-{number}-{random.Next()}",
        };
        var order = await house.Intake.AsAsync(staff, random.Next(2), (client, options) => client.AddInformationAsync(request, options), ct);
        house.Tally.Note(new(Known.Intake, "AddInformation", staff, request.IdempotencyKey, number, order.Version, []));
    }

    /// <summary>Books one of the slots, another one when somebody was faster; or declines.</summary>
    private async Task TakeUpAsync(string talkId, Random random, CancellationToken ct)
    {
        // The contact center sees every plan's talks and speaks for any practice.
        const string Agent = "contact-fern";
        var talk = await house.Physicians.AsAsync(Agent, random.Next(2),
            (client, options) => client.GetTalkAsync(new GetTalkRequest { TalkId = talkId }, options), ct);
        if (talk.State != TalkState.Offered) return;
        foreach (var slot in random.Next(4) == 0 ? [] : talk.Slots.Take(4))
        {
            var book = new BookRequest
            {
                TalkId = talkId, PhysicianId = slot.PhysicianId, Start = slot.Start, IdempotencyKey = $"{run}-book-{talkId}-{random.Next()}",
            };
            try
            {
                var booked = await house.Physicians.AsAsync(Agent, random.Next(2), (client, options) => client.BookAsync(book, options), ct);
                house.Tally.Note(new(Known.PeerToPeer, "Book", Agent, book.IdempotencyKey, booked.Number, 0, ["TalkBooked"]));
                if (booked.State == TalkState.Booked) house.Appointments[talkId] = booked.SlotStart.ToDateTimeOffset();
                return;
            }
            catch (RpcException taken) when (taken.StatusCode is StatusCode.FailedPrecondition)
            {
                house.Tally.Refused(taken);
            }
        }
        var off = new CancelTalkRequest { TalkId = talkId, Reason = "No time for a call.", IdempotencyKey = $"{run}-decline-{talkId}" };
        var declined = await house.Physicians.AsAsync(Agent, random.Next(2), (client, options) => client.CancelTalkAsync(off, options), ct);
        // A talk that the platform called off meanwhile, because the order was decided, is called off; the practice's words change nothing then.
        IReadOnlyList<string> facts = declined.Outcome == off.Reason ? ["TalkCalledOff"] : [];
        house.Tally.Note(new(Known.PeerToPeer, "CancelTalk", Agent, off.IdempotencyKey, declined.Number, 0, facts));
    }
}
