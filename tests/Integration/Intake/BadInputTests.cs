using Grpc.Core;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Each refusal of a submission: the message a person reads, the field, the code, and a database that is as it was.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private IntakeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public Task An_unknown_procedure_code_is_refused() => Refused(
        f => f.Lines[0].Code = "00000", "unknown-code", "form.lines[0].code", "The code 00000 is not in the catalogue.");

    [Fact]
    public Task A_malformed_procedure_code_is_refused() => Refused(
        f => f.Lines[0].Code = "disc", "malformed-code", "form.lines[0].code", "'disc' is not written as a CPT or HCPCS code; five characters such as 63030 or G0260.");

    [Fact]
    public Task An_unknown_diagnosis_is_refused() => Refused(
        f => f.Diagnoses[0] = "Q99.Z9", "unknown-diagnosis", "form.diagnoses[0]", "The diagnosis Q99.Z9 is not known.");

    [Fact]
    public Task A_malformed_diagnosis_is_refused() => Refused(
        f => f.Diagnoses[0] = "M5116", "malformed-diagnosis", "form.diagnoses[0]", "'M5116' is not written as ICD-10-CM with the dot, for example M51.16.");

    [Fact]
    public Task An_add_on_without_its_primary_is_refused() => Refused(
        f => f.Lines[0].Code = "63035", "add-on-without-primary", "form.lines[0].code", "The code 63035 is an add-on and needs 63030 in the same order.");

    [Fact]
    public Task A_missing_side_is_refused() => Refused(
        f => f.Lines[0].Side = Side.Unspecified, "side-required", "form.lines[0].side", "The code 63030 needs a side: left, right or both.");

    [Fact]
    public Task A_date_of_service_in_the_past_is_refused() => Refused(
        f => f.DateOfService = _host.Day(-1), "date-past", "form.date_of_service",
        $"The date of service {_host.Day(-1)} is past; today is {_host.Day(0)} in the plan's time zone.");

    [Fact]
    public Task A_date_of_service_more_than_a_year_ahead_is_refused()
    {
        var last = _host.Today.AddYears(1);
        return Refused(
            f => f.DateOfService = $"{last.AddDays(1):yyyy-MM-dd}", "date-too-far", "form.date_of_service",
            $"The date of service {last.AddDays(1):yyyy-MM-dd} is more than one year ahead; the last possible day is {last:yyyy-MM-dd}.");
    }

    [Fact]
    public async Task Today_and_a_year_from_today_are_possible()
    {
        (await _host.Submit(_host.LumbarDiscectomy("m-1").With(f => f.DateOfService = _host.Day(0)))).Order.TrackingNumber.ShouldStartWith("UR-");
        (await _host.Submit(_host.LumbarDiscectomy("m-2").With(f => f.DateOfService = $"{_host.Today.AddYears(1):yyyy-MM-dd}"))).Order.TrackingNumber.ShouldStartWith("UR-");
    }

    [Fact]
    public Task A_date_that_is_none_is_refused() => Refused(
        f => f.DateOfService = "12/24/2026", "date-malformed", "form.date_of_service", "The date of service '12/24/2026' is not a date; write it as yyyy-MM-dd.");

    [Fact]
    public Task An_unknown_member_is_refused() => Refused(
        f => f.MemberId = "m-nobody", "unknown-member", "form.member_id", "There is no member with this id here; check the id on the card.");

    [Fact]
    public Task A_member_of_another_plan_is_refused() => Refused(
        f => f.MemberId = "m-summit", "other-plan", "form.member_id", "The member does not belong to the plan 'meadow-commercial'.");

    [Fact]
    public Task A_member_who_is_not_covered_on_the_day_is_refused() => Refused(
        f => f.MemberId = "m-gone", "not-covered", "form.date_of_service", $"The member is not covered on {_host.Day(14)}.");

    [Fact]
    public Task An_unknown_plan_is_refused() => Refused(
        f => f.PlanId = "no-plan", "unknown-plan", "form.plan_id", "There is no plan 'no-plan' here.");

    [Fact]
    public Task Another_practice_is_refused() => Refused(
        f => f.PracticeId = "oak-joint", "not-your-practice", "form.practice_id", "A practice submits for itself only; leave the practice out, or give your own.");

    [Fact]
    public Task An_unknown_practice_is_refused() => Refused(
        f => f.PracticeId = "nobody", "unknown-practice", "form.practice_id", "There is no practice 'nobody' here.", IntakeHost.ContactCenter, Channel.ContactCenter);

    [Fact]
    public Task An_unknown_facility_is_refused() => Refused(
        f => f.FacilityId = "nowhere", "unknown-facility", "form.facility_id", "There is no facility 'nowhere'; look it up with FindFacilities.");

    [Fact]
    public Task A_hospital_called_a_surgery_center_is_refused() => Refused(
        f => f.FacilityId = "meadow-general", "place-of-service-mismatch", "form.place_of_service", "The facility 'meadow-general' has place of service 22; the form says 24.");

    [Fact]
    public Task A_fact_that_claims_to_be_the_platforms_is_refused() => Refused(
        f => f.Facts[0].Origin = FactOrigin.Platform, "fact-origin", "form.facts[0].origin",
        "The fact sx.pain claims an origin a practice cannot give; allowed are practice and document.");

    [Fact]
    public Task A_fact_given_twice_is_refused() => Refused(
        f => f.Facts.Add(f.Facts[0].Clone()), "fact-twice", "form.facts[2]", "The fact sx.pain is given twice; one value per fact and per level or side is allowed.");

    [Fact]
    public Task A_practice_does_not_submit_through_the_contact_centers_channel() => Refused(
        _ => { }, "channel", "channel", "A practice submits through the channel CHANNEL_PORTAL or CHANNEL_API.", channel: Channel.ContactCenter);

    [Fact]
    public async Task Every_problem_of_a_form_is_told_at_once()
    {
        var form = _host.LumbarDiscectomy().With(f => (f.MemberId, f.DateOfService, f.OrderingClinicianId) = ("", "soon", ""));
        var refusal = await RefusalOf(() => _host.Submit(form));
        refusal.Fields.Select(f => f.Field).ShouldBe(["form.member_id", "form.ordering_clinician_id", "form.date_of_service"]);
    }

    [Fact]
    public async Task A_request_without_an_idempotency_key_is_refused()
    {
        var refusal = await RefusalOf(() => _host.Submit(_host.LumbarDiscectomy(), key: ""));
        refusal.Code.ShouldBe("idempotency-key-required");
        refusal.Sentence.ShouldBe("The idempotency key is missing or longer than 128 characters; send one of your own per request, and the same one when you repeat it.");
    }

    [Fact]
    public async Task A_key_that_came_with_other_content_is_refused()
    {
        await _host.Submit(_host.LumbarDiscectomy(), key: "k-1");
        var refusal = await RefusalOf(() => _host.Submit(_host.Injection(), key: "k-1"));
        (refusal.Code, refusal.Kind).ShouldBe(("idempotency-key-reused", RefusalKind.BadInput));
        refusal.Sentence.ShouldBe("This idempotency key came before with other content. Use a new key for a new request, or send the first request unchanged.");
    }

    [Fact]
    public async Task The_same_content_again_is_told_as_a_possible_duplicate()
    {
        var earlier = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        var again = _host.LumbarDiscectomy().With(f => f.DateOfService = _host.Day(28));
        var refusal = await RefusalOf(() => _host.Submit(again));
        (refusal.Code, refusal.Kind).ShouldBe(("possible-duplicate", RefusalKind.NotPossibleNow));
        refusal.Sentence.ShouldBe(
            $"The same codes for this member, with a date of service within 14 days, are already in the order {earlier} (approved, date of service {_host.Day(14)}). Use that order, or submit again with submit_despite_duplicate if both are meant.");
        (await _host.Submit(again, despiteDuplicate: true)).Order.TrackingNumber.ShouldNotBe(earlier);
    }

    [Fact]
    public async Task Content_outside_the_window_or_for_the_other_side_is_no_duplicate()
    {
        await _host.Submit(_host.LumbarDiscectomy());
        await _host.Submit(_host.LumbarDiscectomy().With(f => f.DateOfService = _host.Day(29)));
        await _host.Submit(_host.LumbarDiscectomy().With(f => f.Lines[0].Side = Side.Right));
        await _host.Submit(_host.LumbarDiscectomy("m-2"));
    }

    [Fact]
    public async Task A_stale_draft_version_is_refused()
    {
        var practice = _host.As(IntakeHost.MapleStaff);
        var ct = TestContext.Current.CancellationToken;
        var draft = await practice.SaveDraftAsync(new() { Form = _host.LumbarDiscectomy(), IdempotencyKey = _host.Key() }, cancellationToken: ct);
        await practice.SaveDraftAsync(new() { DraftId = draft.DraftId, Form = _host.Injection(), Version = 1, IdempotencyKey = _host.Key() }, cancellationToken: ct);
        var refusal = await RefusalOf(async () => await practice.SaveDraftAsync(
            new() { DraftId = draft.DraftId, Form = _host.LumbarDiscectomy(), Version = 1, IdempotencyKey = _host.Key() }, cancellationToken: ct));
        (refusal.Code, refusal.Sentence).ShouldBe(("stale-version", "The record is at version 2, the command was made for version 1: reload and try again."));
    }

    [Fact]
    public async Task A_submitted_draft_no_longer_changes_and_is_not_submitted_twice()
    {
        var practice = _host.As(IntakeHost.MapleStaff);
        var ct = TestContext.Current.CancellationToken;
        var draft = await practice.SaveDraftAsync(new() { Form = _host.LumbarDiscectomy(), IdempotencyKey = _host.Key() }, cancellationToken: ct);
        var order = (await practice.SubmitAsync(new() { DraftId = draft.DraftId, Channel = Channel.Portal, IdempotencyKey = _host.Key() }, cancellationToken: ct)).Order;
        (await practice.GetDraftAsync(new() { DraftId = draft.DraftId }, cancellationToken: ct)).SubmittedAs.ShouldBe(order.TrackingNumber);
        var sentence = $"The draft was submitted as {order.TrackingNumber} and can no longer change; open that order, or start a new draft.";
        (await RefusalOf(async () => await practice.SubmitAsync(new() { DraftId = draft.DraftId, Channel = Channel.Portal, IdempotencyKey = _host.Key() }, cancellationToken: ct)))
            .Sentence.ShouldBe(sentence);
        (await RefusalOf(async () => await practice.SaveDraftAsync(
            new() { DraftId = draft.DraftId, Form = _host.Injection(), Version = 2, IdempotencyKey = _host.Key() }, cancellationToken: ct))).Sentence.ShouldBe(sentence);
    }

    private async Task Refused(Action<OrderForm> spoil, string code, string field, string sentence, Caller? by = null, Channel channel = Channel.Portal)
    {
        var refusal = await RefusalOf(() => _host.Submit(_host.LumbarDiscectomy().With(spoil), by: by, channel: channel));
        refusal.Kind.ShouldBe(RefusalKind.BadInput);
        refusal.Sentence.ShouldBe(sentence);
        refusal.Code.ShouldBe(code);
        refusal.Fields.ShouldContain(new FieldProblem(field, sentence));
    }

    /// <summary>The refusal of the call, after which everything stored is as it was before.</summary>
    private async Task<Refusal> RefusalOf(Func<Task> call)
    {
        var before = await _host.Settled();
        var problem = await Should.ThrowAsync<RpcException>(call);
        (await _host.Stored()).ShouldBe(before);
        return problem.ToRefusal() ?? throw new InvalidOperationException("The status carries no refusal of ours: " + problem.Status);
    }
}
