using System.Reflection;
using UtilizationReview.Intake.Domain;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Time;
using static UtilizationReview.Intake.Domain.OrderCommand;
using static UtilizationReview.Tests.Unit.Intake.AnOrder;


namespace UtilizationReview.Tests.Unit.Intake;

/// <summary>One case per refusal code, with the sentence a person reads.</summary>
public sealed class EveryRefusalIsASentence
{
    private const string InPhysicianReview = " The order is in physician review; possible now: AddInformation, Withdraw, AskForInformation, PhysicianDecide.";
    private const string IsApproved = " The order is approved; possible now: Withdraw, ChangeApproved, Revoke.";
    private const string IsDenied = " The order is denied; possible now: RequestReconsideration, FileAppeal.";

    private const string IsRevoked = " The order is revoked; possible now: RequestReconsideration, FileAppeal.";

    private static readonly PlanTerms Licensed = Plan with { LicenceInMemberState = true };

    private static readonly AnOrder TwoLevels = WithPhysician(Line(units: 2, levels: ["L4-L5", "L5-S1"]));

    private static readonly AnOrder PartlyApproved = TwoLevels.Do(Less(1, "L4-L5"));

    private static readonly AnOrder Medicare = Submitted(Plan with { LineOfBusiness = LineOfBusiness.MedicareAdvantage }, Form);

    private static readonly Dictionary<string, (Func<Refusal> Refusal, string Sentence)> Cases = new(StringComparer.Ordinal)
    {
        [Refusals.OrderUnknown] = (() => new AnOrder(null, Received, []).Refused(new Tick()), "There is no order with this number. Check the tracking or order number."),
        [Refusals.NotInThisState] = (() => WithPhysician().Refused(new NurseApprove([1], Nurse(), [], "")),
            "An order that is in physician review cannot be approved by a nurse: that needs an order in nurse review." + InPhysicianReview),
        [Refusals.NoLines] = (() => WithPhysician().Refused(new PhysicianDecide(Physician(), [], false)), "The decision names no line; name at least one."),
        [Refusals.AddOnWithoutPrimary] = (() => Submit(Form, Line(2, "63035", primary: 1)), "Line 2 (63035) is an add-on; its primary procedure is not on the order."),
        [Refusals.DateOfServicePast] = (() => Submit(Form with { DateOfService = new(2026, 11, 23) }, Line()),
            "The date of service 2026-11-23 is past; it must be 2026-11-24 or later."),
        [Refusals.DateOfServiceTooFar] = (() => Submit(Form with { DateOfService = new(2027, 11, 25) }, Line()),
            "The date of service 2027-11-25 is too far ahead; it must be 2027-11-24 or earlier."),
        [Refusals.LineUnknown] = (() => WithPhysician().Refused(Deny(7)), "The order has no line 7; its lines are 1." + InPhysicianReview),
        [Refusals.LineNotWaiting] = (() => WithPhysician(Line(), Line(2)).Do(Deny(1)).Refused(DenyBy("d-2", 1)), "Line 1 does not wait for a physician." + InPhysicianReview),
        [Refusals.AttestationIncomplete] = (() => WithPhysician().Refused(new PhysicianDecide(Physician() with { RecordReviewed = false, LicenceNumber = "" }, Deny(1).Lines, false)),
            "The physician's attestation does not say the licence relied on, with its state, that the record was reviewed." + InPhysicianReview),
        [Refusals.LicenceNotInMemberState] = (() => PhysicianAt(Licensed).Refused(new PhysicianDecide(Physician() with { LicenceState = "MN" }, Deny(1).Lines, false)),
            "The plan asks for a licence in the member's state WI; the attestation relies on one in MN." + InPhysicianReview),
        [Refusals.PeerToPeerDutyUnmet] = (() => WithPhysician().Refused(DenyWith(new PeerToPeerDuty.Unreachable(2))),
            "Before an adverse decision on line 1 a peer-to-peer must be held or offered, the practice be out of reach, or the deadline leave no room: "
            + "2 attempts to reach the practice are on record; the plan asks for 3." + InPhysicianReview),
        [Refusals.ReasonRequired] = (() => WithPhysician().Refused(DenyFor(Why with { Reason = " " })), "The decision on line 1 gives no specific reason in plain words." + InPhysicianReview),
        [Refusals.CriterionRequired] = (() => WithPhysician().Refused(DenyFor(Why with { Criteria = [] })), "The decision on line 1 names no criterion; name at least one." + InPhysicianReview),
        [Refusals.NotLessThanAsked] = (() => TwoLevels.Refused(Less(2, "L4-L5", "L5-S1")),
            "Line 1 asks for 2 units on L4-L5, L5-S1; 2 units on L4-L5, L5-S1 are not a part of that. "
            + "Approve at least 1 and less than asked, or approve or deny the whole." + InPhysicianReview),
        [Refusals.ApprovedIsNotRejudged] = (() => PartlyApproved.Do(Ask()).Refused(Less(1, "L5-S1") with { Attestation = Physician("d-2") }),
            "Of line 1, 1 units on L4-L5 are approved; what was approved is not judged again."
            + " The order is in reconsideration; possible now: AddInformation, Withdraw, FileAppeal, AskForInformation, PhysicianDecide."),
        [Refusals.OnlySiteInQuestion] = (() => WithSiteQuestion().Refused(Deny(1)),
            "The service of line 1 is accepted; only its site is in question. Approve it or deny the site."
            + " The order is in physician review; possible now: AddInformation, Withdraw, MoveSite, AskForInformation, PhysicianDecide."),
        [Refusals.SiteNotInQuestion] = (() => WithPhysician().Refused(new PhysicianDecide(Physician(), [new LineDecision.DenySite(1, Why, Offered)], false)),
            "The site of line 1 is not in question: it is not in scope, needs no review or was accepted." + InPhysicianReview),
        [Refusals.NothingAsked] = (() => WithNurse().Refused(new AskForInformation("n-1", "nurse", [], [], new(2026, 12, 1))),
            "The request names nothing that is missing; name at least one item or fact."),
        [Refusals.NothingDenied] = (() => ApprovedByRules().Refused(Ask()), "What is asked to be reconsidered is not denied." + IsApproved),
        [Refusals.AlreadyReconsidered] = (() => Denied().Do(Ask()).Do(DenyBy("d-2", 1)).Refused(Ask()),
            "This denial was reconsidered once; the appeal rights named in the notice remain."
            + " The order is denied, and the denial was upheld; possible now: FileAppeal."),
        [Refusals.ReconsiderationWindowClosed] = (() => DeniedOn(new(2026, 11, 24)).At(new DateOnly(2026, 12, 5).StartOf(Chicago)).Refused(Ask()),
            "Reconsideration could be asked through 2026-12-04, the last day of the window of 10 calendar days after the denial notice; "
            + "the appeal rights named in the notice remain. The order is denied; possible now: FileAppeal."),
        [Refusals.SamePhysician] = (() => Denied().Do(Ask()).Refused(DenyBy("d-1", 1)),
            "The denial of line 1 is this physician's own; a different physician decides its reconsideration."
            + " The order is in reconsideration; possible now: AddInformation, Withdraw, FileAppeal, AskForInformation, PhysicianDecide."),
        [Refusals.OtherSpecialty] = (() => Denied().Do(Ask()).Refused(ApproveBy("d-2", 1) with { Attestation = Physician("d-2", "pain-medicine") }),
            "The denial of line 1 was made in spine-surgery; a physician of the same specialty decides its reconsideration, not of pain-medicine."
            + " The order is in reconsideration; possible now: AddInformation, Withdraw, FileAppeal, AskForInformation, PhysicianDecide."),
        [Refusals.NothingApproved] = (() => Denied().Refused(new Revoke(RevocationGround.Statute, "s. 1", "admin")), "Nothing on this order is approved, so nothing can be revoked." + IsDenied),
        [Refusals.NothingToWithdraw] = (() => Denied().Refused(new Withdraw("no", "pr-1", [])),
            "Nothing waits for a decision and nothing unused is approved; a denial stays on record." + IsDenied),
        [Refusals.DateOutsideValidity] = (() => ApprovedByRules().Refused(Change(date: new(2027, 1, 24))),
            "The date of service 2027-01-24 is outside what the approval covers; choose a day from 2026-11-24 through 2027-01-23." + IsApproved),
        [Refusals.SiteNeedsReview] = (() => WithSiteQuestion().Refused(new MoveSite("h-2", PlaceOfService.OffCampusHospital)),
            "Place of service 19 would be reviewed again; move to an office (11) or a surgery center (24)."
            + " The order is in physician review; possible now: AddInformation, Withdraw, MoveSite, AskForInformation, PhysicianDecide."),
        [Refusals.RevocationGroundRequired] = (() => ApprovedByRules().Refused(new Revoke(RevocationGround.None, "because", "admin")),
            "An approval is revoked only on a coded legal ground (fraud or misstatement, coverage ended, statute) with the finding or statute relied on." + IsApproved),
        [Refusals.RevocationNotAllowed] = (() => Submitted(Plan with { State = "ND" }, Form).Do(Evaluation(ServiceAnswer.Met)).Refused(new Revoke(RevocationGround.Statute, "s. 1", "admin")),
            "The approval of 2026-11-24 is protected through 2027-02-01: An approval is not revoked within 45 business days. (NDCC 26.1-36.12)" + IsApproved),
        [Refusals.ExtensionNotAllowed] = (() => Medicare.Refused(new ExtendClock("missing-information", "notes", "n-1")),
            "The regime MA-STANDARD does not allow an extension on the ground 'missing-information'; its grounds are member-asked, non-contract-information, extraordinary."
            + " The order is submitted and being evaluated; possible now: AddInformation, Withdraw, ExtendClock."),
        [Refusals.ExtensionUsed] = (() => Medicare.Do(new ExtendClock("member-asked", "", "n-1")).Refused(new ExtendClock("extraordinary", "", "n-1")),
            "The clock was extended once, on the ground 'member-asked'; the regime MA-STANDARD allows no second extension."
            + " The order is submitted and being evaluated; possible now: AddInformation, Withdraw."),
        [Refusals.QuestionRequired] = (() => Submitted(Plan with { LineOfBusiness = LineOfBusiness.CommercialSelfFunded }, Form).Do(Evaluation(ServiceAnswer.Unknown))
                .Refused(new ExtendClock("missing-information", "notes", "n-1")),
            "An extension on the ground 'missing-information' stops the clock until the practice answers, and no question to it is open; ask for what is missing first."
            + " The order is in nurse review; possible now: AddInformation, Withdraw, ExtendClock, NurseApprove, NurseRefer, AskForInformation."),
        [Refusals.AppealDateWrong] = (() => Denied().Refused(Appeal(at: Received.AddDays(1))), "The appeal is said to be filed in the future."),
        [Refusals.AppealRuns] = (() => Denied().Do(Appeal()).After(TimeSpan.FromDays(1)).Refused(Appeal(at: Received.AddDays(1))),
            "The plan appeal on record has no outcome yet; record it before another one is filed."
            + " The order is denied; possible now: RequestReconsideration, RecordAppealOutcome."),
        [Refusals.AppealOfTwoSubjects] = (() => DeniedAndRevoked().Refused(Appeal()),
            "A denial and a revocation are appealed each on its own; name the lines of one: 1 (revoked); 2 (denied)." + IsRevoked),
        [Refusals.AppealSubjectRequired] = (() => DeniedAndRevoked().Do(Appeal() with { Lines = [1] }).Do(Appeal() with { Lines = [2] }).Refused(Outcome(AppealResult.Upheld)),
            "Two appeals run as plan appeal, one against a denial and one against a revocation; say which is meant."
            + " The order is revoked; possible now: RequestReconsideration, RecordAppealOutcome."),
        [Refusals.NothingToAppeal] = (() => ApprovedByRules().Refused(Appeal()), "What is appealed against is neither denied nor revoked." + IsApproved),
        [Refusals.NoSuchStep] = (() => Denied().Refused(Appeal(AppealLevel.StateFairHearing)),
            "No state fair hearing goes with this plan; its steps are plan appeal, external review." + IsDenied),
        [Refusals.AppealUsed] = (() => Denied().Do(Appeal()).Do(Outcome(AppealResult.Upheld)).After(TimeSpan.FromDays(1)).Refused(Appeal(at: Received.AddDays(1))),
            "The plan appeal about line 1 was used and decided." + IsDenied),
        [Refusals.StepNotOpen] = (() => Denied().Refused(Appeal(AppealLevel.ExternalReview)),
            "The external review about line 1 opens only after the plan appeal was answered, or not answered in time." + IsDenied),
        [Refusals.FilerNotAdmitted] = (() => Denied().Refused(Appeal() with { By = AppealFiler.Practice }),
            "The plan appeal is filed by the enrollee or a representative or the practice with the enrollee's consent." + IsDenied),
        [Refusals.AppealWindowClosed] = (() => Denied().After(TimeSpan.FromDays(200)).Refused(Appeal(at: Received.AddDays(181))),
            "The plan appeal about line 1 could be filed through 2027-05-23; for a good cause the plan administrator can record a late one, with the reason."
            + " The order is denied; possible now: only the appeals named in the notice."),
        [Refusals.AppealUnknown] = (() => Denied().Refused(Outcome(AppealResult.Upheld)), "No plan appeal is on record; file it first." + IsDenied),
        [Refusals.AppealAnswered] = (() => Denied().Do(Appeal()).Do(Outcome(AppealResult.Upheld)).Refused(Outcome(AppealResult.Overturned)),
            "The plan appeal was upheld on 2026-11-24; an outcome on record stays." + IsDenied),
        [Refusals.AppealLinesWrong] = (() => Denied().Do(Appeal()).Refused(Outcome(AppealResult.Upheld) with { Lines = [1] }),
            "Only an overturned decision approves lines; leave them out. The lines of the appeal are 1."),
        [Refusals.DeadlinePassed] = (() => Medicare.After(TimeSpan.FromDays(7)).Refused(new ExtendClock("member-asked", "", "n-1")),
            "The decision was due at 2026-12-01 21:00 UTC; a clock is extended before it runs out."
            + " The order is submitted and being evaluated; possible now: AddInformation, Withdraw, FileAppeal."),
    };

    public static TheoryData<string> Codes => [.. typeof(Refusals).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_refusal_says_what_is_wrong_where_the_order_is_and_what_is_possible(string code)
    {
        var (refusal, sentence) = Cases[code];
        refusal().ShouldSatisfyAllConditions(r => r.Code.ShouldBe(code), r => r.Sentence.ShouldBe(sentence));
    }

    [Fact]
    public void Bad_values_name_their_field()
    {
        Cases[Refusals.DateOfServicePast].Refusal().ShouldSatisfyAllConditions(r => r.Kind.ShouldBe(RefusalKind.BadInput), r => r.Fields.Single().Field.ShouldBe("form.date_of_service"));
        Cases[Refusals.OrderUnknown].Refusal().Kind.ShouldBe(RefusalKind.Unknown);
    }

    [Fact]
    public void An_order_that_is_on_no_desk_says_what_would_be_needed()
    {
        var closed = Submitted().Do(new Withdraw("no", "pr-1", []));
        foreach (OrderCommand command in new OrderCommand[]
        {
            new NurseApprove([1], Nurse(), [], ""), new NurseRefer([], "n-1", []), new AskForInformation("n-1", "nurse", ["x"], [], new(2026, 12, 1)), Deny(1), Ask(),
            new Withdraw("no", "pr-1", []), new ExtendClock("member-asked", "", ""), new Revoke(RevocationGround.Statute, "s", "a"), Change(new(2026, 12, 1)), new MoveSite("f", 24),
            Appeal(), Outcome(AppealResult.Upheld),
        })
        {
            closed.Refused(command).ShouldSatisfyAllConditions(
                r => r.Code.ShouldBe(Refusals.NotInThisState),
                r => r.Sentence.ShouldStartWith("An order that is withdrawn cannot "),
                r => r.Sentence.ShouldEndWith("The order is withdrawn; possible now: nothing, it is closed for ever."));
        }
    }

    private static FileAppeal Appeal(AppealLevel level = AppealLevel.PlanAppeal, DateTimeOffset? at = null) =>
        new(level, [], at ?? Received, AppealFiler.Enrollee, Consent: false, Expedited: false, "", "", "admin");

    private static RecordAppealOutcome Outcome(AppealResult result) => new(AppealLevel.PlanAppeal, result, [], new(2026, 11, 24), "the plan's appeals unit", "", "admin");

    private static AnOrder PhysicianAt(PlanTerms plan) => AnOrder.Submitted(plan, Form).Do(Evaluation(ServiceAnswer.NotMet)).Do(new NurseRefer([], "n-1", []));

    private static PhysicianDecide Less(int units, params string[] levels) =>
        new(Physician(), [new LineDecision.ApproveLess(1, units, levels, Why, Offered)], false);

    private static PhysicianDecide DenyWith(PeerToPeerDuty duty) => new(Physician(), [new LineDecision.Deny(1, Why, duty)], false);

    private static PhysicianDecide DenyFor(AdverseReason why) => new(Physician(), [new LineDecision.Deny(1, why, Offered)], false);

    private static ChangeApproved Change(DateOnly date) => new(date, null, null, null, [], [], "T-2");

    private static Refusal Submit(OrderForm form, params RequestedLine[] lines) =>
        new AnOrder(null, Received, []).Refused(new Submit("T-1", "A-1", Channel.Portal, "pr-1", form, lines, Plan, "WI"));
}
