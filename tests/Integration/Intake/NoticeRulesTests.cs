using Grpc.Core;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Integration.Intake;

/// <summary>Whoever writes a notice asks what it has to say; letters find practice and member.</summary>
public sealed class NoticeRulesTests : IAsyncLifetime
{
    private static readonly Caller Correspondence = new("correspondence", "Correspondence", "service", null, [], null);

    private IntakeHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await IntakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_notice_is_checked_against_the_rules_of_the_orders_plan()
    {
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        var empty = await Check(new() { Number = number, Kind = NoticeKind.InformationRequest, NoticeDate = "2026-11-24" });
        empty.Missing.Select(r => r.Field).ShouldBe(["missing_information", "answer_by", "how_to_answer", "clock_effect"]);
        empty.Rules.ShouldAllBe(r => r.Need != NoticeNeed.Unspecified && r.Sentence.Length > 0 && r.Citation.Length > 0);
        empty.Rules.ShouldContain(r => r.Field == "peer_to_peer" && r.Need == NoticeNeed.GoodPractice);

        var written = new CheckNoticeRequest { Number = number, Kind = NoticeKind.InformationRequest };
        foreach (var field in empty.Missing) written.Fields[field.Field] = field.Sentence;
        written.Fields["answer_by"] = "  ";
        (await Check(written)).Missing.Select(r => r.Field).ShouldBe(["answer_by"]);
        written.Fields["answer_by"] = "By 12 December 2026.";
        (await Check(written)).Missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_checked_is_told_with_its_field()
    {
        var number = (await _host.Submit(_host.LumbarDiscectomy())).Order.TrackingNumber;
        (await Refused(new() { Number = number })).Fields.Single().Field.ShouldBe("kind");
        (await Refused(new() { Number = number, Kind = NoticeKind.Adverse, NoticeDate = "soon" })).Fields.Single().Field.ShouldBe("notice_date");
        var unknown = await Refused(new() { Number = number, Kind = NoticeKind.Adverse, Fields = { ["colour"] = "red" } });
        (unknown.Fields.Single().Field, unknown.Sentence).ShouldSatisfyAllConditions(
            r => r.Item1.ShouldBe("fields"), r => r.Sentence.ShouldStartWith("A notice has no field 'colour'; its fields are specific_reason, denial_code,"));
        (await Refused(new() { Number = "UR-AAAAA-AAAAA", Kind = NoticeKind.Adverse })).Kind.ShouldBe(RefusalKind.Unknown);
    }

    [Fact]
    public async Task A_practice_reads_itself_and_reviewers_and_services_read_every_practice()
    {
        async Task<string> Read(Caller caller, string practice) =>
            (await _host.As(caller).GetPracticeAsync(new() { PracticeId = practice }, cancellationToken: Ct)).Name;
        (await Read(IntakeHost.MapleStaff, "maple-spine")).ShouldBe("Maple Spine");
        (await Read(IntakeHost.Nurse, "oak-joint")).ShouldBe("Oak Joint");
        (await Read(Correspondence, "oak-joint")).ShouldBe("Oak Joint");
        foreach (var (caller, practice) in new[] { (IntakeHost.MapleStaff, "oak-joint"), (IntakeHost.MapleStaff, ""), (Correspondence, "nowhere") })
            (await Should.ThrowAsync<RpcException>(() => Read(caller, practice))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_member_has_an_address_for_letters()
    {
        var member = new Member
        {
            MemberId = "m-letters", PlanId = "meadow-commercial", Name = "Invented Person", BirthDate = "1970-06-15", State = "WI", CoveredFrom = "2020-01-01",
            AddressLines = { "100 Demo Street", "Madison, WI 53700" },
        };
        async Task Save() => await _host.As(IntakeHost.Administrator).SaveMemberAsync(new() { Member = member, IdempotencyKey = _host.Key() }, cancellationToken: Ct);
        await Save();
        (await _host.As(Correspondence).GetMemberAsync(new() { MemberId = "m-letters" }, cancellationToken: Ct)).AddressLines
            .ShouldBe(["100 Demo Street", "Madison, WI 53700"]);
        foreach (var wrong in new[] { new[] { new string('x', 61) }, [" "], ["1", "2", "3", "4", "5", "6", "7"] })
        {
            member.AddressLines.Clear();
            member.AddressLines.AddRange(wrong);
            (await Should.ThrowAsync<RpcException>(Save)).ToRefusal()!.Fields.Single().Field.ShouldBe("member.address_lines");
        }
    }

    private async Task<CheckNoticeResponse> Check(CheckNoticeRequest request) =>
        await _host.NoticeRulesAs(Correspondence).CheckNoticeAsync(request, cancellationToken: Ct);

    private async Task<Refusal> Refused(CheckNoticeRequest request) => (await Should.ThrowAsync<RpcException>(() => Check(request))).ToRefusal()!;
}
