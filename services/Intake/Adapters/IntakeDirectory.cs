using Google.Protobuf;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Platform.Deciding;
using UtilizationReview.Platform.Desks;
using MemberDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Intake.Adapters.IntakeContext, UtilizationReview.Intake.Adapters.MemberRow, UtilizationReview.Intake.Adapters.Document,
    UtilizationReview.Intake.Adapters.DocumentCommand, UtilizationReview.Intake.Adapters.DocumentEvent>;
using PracticeDesk = UtilizationReview.Platform.Desks.Desk<
    UtilizationReview.Intake.Adapters.IntakeContext, UtilizationReview.Intake.Adapters.PracticeRow, UtilizationReview.Intake.Adapters.Document,
    UtilizationReview.Intake.Adapters.DocumentCommand, UtilizationReview.Intake.Adapters.DocumentEvent>;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Members and practices.</summary>
internal sealed class IntakeDirectory(MemberDesk members, PracticeDesk practices)
{
    private const int MostAddressLines = 6;
    private const int LongestAddressLine = 60;

    public async Task<Member?> MemberAsync(string memberId, CancellationToken ct) =>
        memberId.Length > 0 && await members.ReadAsync(memberId, ct) is { } member ? Member.Parser.ParseJson(member.State.Content) : null;

    public async Task<Practice?> PracticeAsync(string practiceId, CancellationToken ct) =>
        practiceId.Length > 0 && await practices.ReadAsync(practiceId, ct) is { } practice ? Practice.Parser.ParseJson(practice.State.Content) : null;

    public async Task SaveAsync(Member member, MessageKey key, string payloadHash, Actor actor, CancellationToken ct)
    {
        Refuse("member.", Problems(member));
        (await members.ExecuteAsync(member.MemberId, Content(member), key, payloadHash, actor, ct)).OrRefuse();
    }

    public async Task SaveAsync(Practice practice, MessageKey key, string payloadHash, Actor actor, CancellationToken ct)
    {
        Refuse("practice.", Problems(practice));
        (await practices.ExecuteAsync(practice.PracticeId, Content(practice), key, payloadHash, actor, ct)).OrRefuse();
    }

    private static DocumentCommand.Save Content(IMessage message) => new(JsonFormatter.Default.Format(message));

    private static void Refuse(string path, IEnumerable<FormProblem> problems)
    {
        if (problems.ToList() is { Count: > 0 } found) throw FormProblem.Refuse(path, found).ToRpcException();
    }

    private static IEnumerable<FormProblem> Problems(Member member)
    {
        if (member.MemberId.Length is 0 or > 64)
            yield return new("field-required", "member_id", "member_id is missing or longer than 64 characters.");
        if (member.PlanId.Length == 0) yield return new("field-required", "plan_id", "plan_id is missing.");
        if (!IntakeDates.TryRead(member.BirthDate, out _))
            yield return new("date-malformed", "birth_date", "The birth date is missing or not written as yyyy-MM-dd.");
        if (member.State is not { Length: 2 } || !member.State.All(char.IsAsciiLetterUpper))
            yield return new("state-malformed", "state", "The state is not two capital letters such as WI.");
        if (!IntakeDates.TryRead(member.CoveredFrom, out var from))
            yield return new("date-malformed", "covered_from", "covered_from is missing or not written as yyyy-MM-dd.");
        if (member.AddressLines.Count > MostAddressLines || member.AddressLines.Any(line => line.Trim().Length is 0 or > LongestAddressLine))
        {
            yield return new("address-malformed", "address_lines",
                $"The address has more than {MostAddressLines} lines, or a line that is empty or longer than {LongestAddressLine} characters.");
        }
        if (member.CoveredThrough.Length == 0) yield break;
        if (!IntakeDates.TryRead(member.CoveredThrough, out var through))
            yield return new("date-malformed", "covered_through", "covered_through is not written as yyyy-MM-dd; leave it empty for open coverage.");
        else if (through < from) yield return new("coverage-backwards", "covered_through", "covered_through is before covered_from.");
    }

    private static IEnumerable<FormProblem> Problems(Practice practice)
    {
        if (practice.PracticeId.Length is 0 or > 64)
            yield return new("field-required", "practice_id", "practice_id is missing or longer than 64 characters.");
        if (practice.Name.Length == 0) yield return new("field-required", "name", "name is missing.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(practice.TimeZone, out _))
            yield return new("unknown-time-zone", "time_zone", $"'{practice.TimeZone}' is not an IANA time zone such as America/Chicago.");
        if (practice.Npi is not { Length: 10 } || !practice.Npi.All(char.IsAsciiDigit))
            yield return new("npi-malformed", "npi", "The group NPI is not ten digits.");
    }
}
