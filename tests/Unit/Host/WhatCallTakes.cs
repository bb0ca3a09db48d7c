using UtilizationReview.Contracts.Access;
using UtilizationReview.Host.Remote;
using UtilizationReview.Host.Submission;

namespace UtilizationReview.Tests.Unit.Host;

/// <summary>The command lines of <c>call</c> and <c>document</c>.</summary>
public sealed class WhatCallTakes
{
    [Fact]
    public void Every_method_somebody_may_call_can_be_called() =>
        AnyRpc.All.Select(rpc => rpc.Name).ShouldBe(
            RpcAccess.Table.Select(row => row.Method[(row.Method.LastIndexOf('.') + 1)..]), ignoreOrder: true);

    [Theory]
    [InlineData("NurseReview/ClaimNext", "NurseReview/ClaimNext", "{}", "", "")]
    [InlineData("Intake/GetOrder {\"number\":\"UR-1\"} --as maple-staff --pick status", "Intake/GetOrder", "{\"number\":\"UR-1\"}", "maple-staff", "status")]
    [InlineData("Intake.Revoke", "Intake/Revoke", "{}", "", "")]
    [InlineData("", "", "{}", "", "")]
    public void A_method_a_request_a_person_and_what_to_print(string line, string method, string request, string person, string pick)
    {
        CallCommand.Options.TryRead(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var options).ShouldBeTrue();
        (options.Method, options.Request, options.Person, options.Pick).ShouldBe((method, request, person, pick));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Intake", 0)]
    [InlineData("Intake/Nothing", 2)]
    [InlineData("Nothing", 2)]
    public async Task What_names_no_method_and_no_service_is_an_error(string method, int exit)
    {
        await using var output = new StringWriter();
        (await CallCommand.RunAsync(method.Length == 0 ? [] : [method], output)).ShouldBe(exit);
        output.ToString().ShouldContain("Intake/Submit  (practice, contact_center)");
    }

    [Theory]
    [InlineData("--as")]
    [InlineData("Intake/GetOrder {} more")]
    [InlineData("Intake/GetOrder --loud")]
    public void What_is_not_understood_is_refused(string line) => CallCommand.Options.TryRead(line.Split(' '), out _).ShouldBeFalse();

    [Theory]
    [InlineData("talk.slots.1.physicianId", "dr-b")]
    [InlineData("talk.state", "OFFERED")]
    [InlineData("version", "7")]
    [InlineData("talk.slots.2.physicianId", null)]
    [InlineData("nothing", null)]
    public void One_value_of_an_answer_is_picked_by_its_path(string path, string? value) => AnyRpc.Pick(
        """{"version": 7, "talk": {"state": "OFFERED", "slots": [{"physicianId": "dr-a"}, {"physicianId": "dr-b"}]}}""", path).ShouldBe(value);

    [Theory]
    [InlineData("send UR-1 notes.pdf --kind therapy-notes --as maple-staff", true)]
    [InlineData("get DOC-1 notes.pdf", true)]
    [InlineData("send UR-1", false)]
    [InlineData("send UR-1 notes.pdf --kind novel", false)]
    [InlineData("lose UR-1 notes.pdf", false)]
    public void A_document_is_sent_or_fetched(string line, bool understood) => DocumentCommand.Options.TryRead(line.Split(' '), out _).ShouldBe(understood);

    [Fact]
    public void A_letter_reads_on_a_terminal_without_marks_for_programs() =>
        Reading.Plain("# Why {#why}\n\nOne street\\\nA town\n").ShouldBe("# Why\n\nOne street\nA town\n");
}
