using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UtilizationReview.ClinicalCriteria;
using UtilizationReview.Contracts.Access;
using UtilizationReview.Contracts.Criteria.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Platform.Identity;
using Client = UtilizationReview.Contracts.Criteria.V1.ClinicalCriteria.ClinicalCriteriaClient;

namespace UtilizationReview.Tests.Integration.ClinicalCriteria;

public sealed class The_criteria_answer_over_grpc : IAsyncLifetime
{
    private static readonly Caller Practice = new("staff-one", "Staff Example", Roles.Practice, "practice-one", [], null);

    private WebApplication _app = null!;
    private GrpcChannel _channel = null!;
    private Client _client = null!;
    private PreCheck.PreCheckClient _preCheck = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = SlimServer.Builder([new("Data:Directory", ":temporary:")]);
        builder.Services.AddClinicalCriteria(builder.Configuration);
        _app = await builder.StartedAsync(app => app.MapClinicalCriteria());
        _channel = _app.Channel();
        var calls = _channel.As(Practice, _app.Services);
        (_client, _preCheck) = (new Client(calls), new PreCheck.PreCheckClient(calls));
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_complete_discectomy_is_met_and_may_be_approved_by_rules()
    {
        var answer = await _client.EvaluateAsync(new() { Order = Discectomy() }, cancellationToken: TestContext.Current.CancellationToken);

        answer.Problems.ShouldBeEmpty();
        var line = answer.Lines.ShouldHaveSingleItem();
        (line.Answer, line.AutomationAllowed, line.Excluded).ShouldBe((Answer.Met, true, false));
        (line.Guideline, line.Version, line.Pathway).ShouldBe(("msk-spine/lumbar-discectomy", "2026.1", "LUM-DISC-2"));
        line.OpenCriteria.ShouldBeEmpty();
        var imaging = line.Trace.Single(node => node.Id == "LUM-DISC-2").Children.Single(node => node.Id == "LUM-DISC-2.criteria").Children.Single(node => node.Id == "LUM-DISC-2.b");
        imaging.Facts.Single().Name.ShouldBe("im");
        imaging.Children.Single().Children.Select(leaf => leaf.Id).ShouldContain("GEN-IMG.c");
    }

    [Fact]
    public async Task A_short_course_of_care_is_open_and_the_answer_says_what_would_change_it()
    {
        var order = Discectomy();
        order.Facts.Single(fact => fact.Name == "cm.weeks").Value.Number = 4;
        foreach (var no in (string[])["ne.cauda_equina", "ne.conus", "ne.progressive_or_severe", "ne.rapid_deficit_imaged"])
            order.Facts.Add(Fact(no, new() { Truth = false }));

        var line = (await _client.EvaluateAsync(new() { Order = order }, cancellationToken: TestContext.Current.CancellationToken)).Lines.Single();

        line.Answer.ShouldNotBe(Answer.Met);
        line.AutomationAllowed.ShouldBeFalse();
        line.OpenCriteria.Select(open => open.Id).ShouldContain("GEN-CM.c");
        line.WhatWouldChange.SelectMany(change => change.Steps).ShouldContain("cm.weeks at least 6 (now 4 weeks)");
    }

    [Fact]
    public async Task An_interview_answered_step_by_step_settles()
    {
        var order = Discectomy();
        var given = order.Facts.ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        order.Facts.Clear();
        for (var step = 0; step < 40; step++)
        {
            var next = await _client.NextQuestionsAsync(new() { Order = order, Limit = 1 }, cancellationToken: TestContext.Current.CancellationToken);
            if (next.Questions.Count == 0)
            {
                next.SoFar.Single().Answer.ShouldBe(Answer.Met);
                return;
            }

            var question = next.Questions[0];
            question.Text.ShouldNotBeEmpty();
            question.Criteria.ShouldNotBeEmpty();
            order.Facts.Add(given.TryGetValue(question.Fact, out var fact) ? fact : Fact(question.Fact, question.Type switch
            {
                "boolean" => new() { Truth = false },
                "words" => new() { Words = new() },
                "entries" => new() { Entries = new() },
                _ => new() { NotDocumented = new() },
            }));
        }

        Assert.Fail("The interview did not end.");
    }

    [Fact]
    public async Task Lines_are_checked_and_routed()
    {
        var order = Discectomy();
        order.Lines.Add(new Line { Number = 2, Code = "62322", Units = 1 });
        order.Lines.Add(new Line { Number = 3, Code = "27447", Units = 1 });
        order.Diagnoses.Add("G89.18");

        var answer = await _client.CheckLinesAsync(new() { Order = order }, cancellationToken: TestContext.Current.CancellationToken);

        answer.Routes.Select(route => route.Route).ShouldBe([Route.Review, Route.NotificationOnly, Route.Review]);
        answer.Problems.ShouldHaveSingleItem().ShouldBe(new LineProblem
        {
            Field = "order.lines[2].side", Code = "side-required", Sentence = "27447 (Total knee replacement) needs a side: left, right or both.",
        });
    }

    [Fact]
    public async Task A_site_out_of_reach_is_an_objective_reason()
    {
        var order = Discectomy();
        order.PlanId = "prairie-objective";
        order.Facts.Add(new Fact { Name = "site.nearest_capable_center_miles", Value = new() { Number = 31 }, Origin = FactOrigin.Platform });

        var site = await _client.EvaluateSiteAsync(new() { Order = order }, cancellationToken: TestContext.Current.CancellationToken);

        (site.Answer, site.Objective, site.Reason).ShouldBe((Answer.Met, true, "SOC-3.a"));
        (site.Guideline, site.Version).ShouldBe(("site-of-care/hospital-outpatient", "2024.1"));
    }

    [Theory]
    [InlineData("sx.pian", "order.facts[0].name", "'sx.pian' is not a fact of the vocabulary; ListFacts shows them.")]
    [InlineData("sx.pain", "order.facts[0].value", "sx.pain is 11; it lies between 0 and 10 points.")]
    [InlineData("cm.pt", "order.facts[0].value", "cm.pt takes a word value (or not_documented, or not_applicable).")]
    [InlineData("site.nearest_capable_center_miles", "order.facts[0].origin", "'site.nearest_capable_center_miles' is computed by the platform and cannot be stated by anyone else.")]
    public async Task A_fact_that_cannot_be_is_refused_with_its_field(string name, string field, string problem)
    {
        var order = Discectomy();
        order.Facts.Clear();
        order.Facts.Add(Fact(name, new() { Number = 11 }));

        var refused = await Should.ThrowAsync<RpcException>(async () => await _client.EvaluateAsync(new() { Order = order }, cancellationToken: TestContext.Current.CancellationToken));

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldBe($"The request cannot be read: {field} {problem}");
    }

    [Fact]
    public async Task An_unknown_plan_or_guideline_is_not_found()
    {
        var order = Discectomy();
        order.PlanId = "nobody";

        (await Should.ThrowAsync<RpcException>(async () => await _client.CheckLinesAsync(new() { Order = order }, cancellationToken: TestContext.Current.CancellationToken)))
            .StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(async () => await _client.GetGuidelineAsync(new() { Guideline = "none" }, cancellationToken: TestContext.Current.CancellationToken)))
            .Status.Detail.ShouldBe("There is no guideline 'none'; ListGuidelines shows them.");
    }

    [Fact]
    public async Task Before_submission_every_criterion_is_told_with_its_citation_and_what_is_missing()
    {
        var token = TestContext.Current.CancellationToken;
        var order = Discectomy();
        order.Diagnoses.Add("M75.121");
        order.Facts.Remove(order.Facts.Single(fact => fact.Name == "cm.result"));
        order.Facts.Single(fact => fact.Name == "cm.weeks").Value = new() { Number = 4 };

        var answer = await _preCheck.CheckAsync(new() { Order = order }, cancellationToken: token);

        var line = answer.Lines.ShouldHaveSingleItem();
        (line.Outlook, line.Guideline, line.Version, line.Pathway)
            .ShouldBe((Outlook.NurseReview, "msk-spine/lumbar-discectomy", "2026.1", "LUM-DISC-2"));
        var weeks = line.Criteria.Single(criterion => criterion.Id == "GEN-CM.c");
        (weeks.State, weeks.Where, weeks.Citation)
            .ShouldBe((CriterionState.Unmet, "L4-L5 left", "msk-spine/lumbar-discectomy 2026.1, ACS (secondary)"));
        weeks.Facts.ShouldHaveSingleItem().Value.ShouldBe("4 weeks");
        line.Criteria.Single(criterion => criterion.Id == "GEN-CM.d").MissingFacts.ShouldBe(["cm.result"]);
        line.Criteria.Single(criterion => criterion.Id == "LUM-DISC-2.c").State.ShouldBe(CriterionState.Met);
        answer.Documentation.Select(advice => advice.Id).ShouldContain("DOC-1");
        answer.Diagnoses.Single(diagnosis => diagnosis.Code == "M75.121").Name.ShouldBe("Rotator cuff tear");
        answer.Notice.ShouldContain("not any company's criteria");
    }

    [Fact]
    public async Task Before_submission_a_refusal_is_told_and_nothing_else()
    {
        var order = Discectomy();
        order.Lines[0].Side = Side.Unspecified;

        var answer = await _preCheck.CheckAsync(new() { Order = order }, cancellationToken: TestContext.Current.CancellationToken);

        answer.Problems.ShouldHaveSingleItem().Code.ShouldBe("side-required");
        answer.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Conflicts_of_sources_are_told_with_the_guideline()
    {
        var shown = await _client.GetGuidelineAsync(new() { Guideline = "msk-joint/knee-arthroplasty" }, cancellationToken: TestContext.Current.CancellationToken);

        shown.Conflicts.ShouldContain(conflict => conflict.Criteria.Count > 0 && conflict.Says.Length > 0 && conflict.Default.Length > 0);
        shown.Conflicts.ShouldContain(conflict => conflict.Id == "GEN-PAIN");
    }

    [Fact]
    public async Task The_interview_asks_about_the_hospital_only_when_it_is_asked_to()
    {
        var token = TestContext.Current.CancellationToken;
        var order = Discectomy();
        order.PlaceOfService = PlaceOfService.OnCampusOutpatientHospital;

        (await _client.NextQuestionsAsync(new() { Order = order, Limit = 100 }, cancellationToken: token)).Questions.ShouldBeEmpty();
        (await _client.NextQuestionsAsync(new() { Order = order, Limit = 100, IncludeSite = true }, cancellationToken: token)).Questions
            .Select(question => question.Fact).ShouldContain("pt.asa");
    }

    [Fact]
    public async Task The_practice_sees_the_criteria_the_facts_the_codes_and_the_checklist()
    {
        var token = TestContext.Current.CancellationToken;
        var list = await _client.ListGuidelinesAsync(new(), cancellationToken: token);
        list.Notice.ShouldContain("not any company's criteria");
        list.Guidelines.Select(guideline => guideline.Guideline).Distinct().Count().ShouldBe(32);
        var version = await _client.GetGuidelineAsync(new() { Guideline = "msk-pain/epidural-steroid-injection", DateOfService = "2023-04-08" }, cancellationToken: token);
        version.Summary.Version.ShouldBe("2022.1");
        version.Criteria[0].Id.ShouldBe("ESI-X");
        var vocabulary = await _client.ListFactsAsync(new(), cancellationToken: token);
        vocabulary.Facts.Single(fact => fact.Name == "pt.age").SuppliedBy.ShouldBe("platform");
        vocabulary.Facts.Single(fact => fact.Name == "sx.pain").Label.ShouldBe("Usual worst pain");
        vocabulary.Diagnoses.Single(family => family.Prefix == "M48.06").Name.ShouldBe("Lumbar stenosis");
        vocabulary.Notice.ShouldStartWith("Demonstration criteria");
        (await _client.ListProceduresAsync(new() { PlanId = "harbor-selfunded" }, cancellationToken: token)).Procedures.ShouldNotContain(procedure => procedure.Code == "29870");
        var checklist = await _client.GetChecklistAsync(new() { PlanId = "meadow-commercial", DateOfService = "2026-12-07", Codes = { "63030" } }, cancellationToken: token);
        checklist.Items.SelectMany(item => item.Facts).ShouldContain("im");
        checklist.Items[0].Guideline.ShouldBe("");
    }

    [Fact]
    public async Task A_caller_without_a_token_is_not_admitted() => (await Should.ThrowAsync<RpcException>(async () =>
        await new Client(_channel).ListFactsAsync(new(), cancellationToken: TestContext.Current.CancellationToken))).StatusCode.ShouldBe(StatusCode.Unauthenticated);

    private static Fact Fact(string name, FactValue value) => new() { Name = name, Value = value };

    private static OrderFacts Discectomy()
    {
        var study = new Entry();
        study.Fields.Add("modality", new() { Text = "mri" });
        study.Fields.Add("date", new() { Text = "2026-10-01" });
        study.Fields.Add("reader", new() { Text = "independent_radiologist" });
        study.Fields.Add("correlates", new() { Truth = true });
        study.Fields.Add("findings", new() { Words = new() { Words_ = { "root_compression" } } });
        study.Fields.Add("levels", new() { Words = new() { Words_ = { "L4-L5" } } });
        return new OrderFacts
        {
            PlanId = "meadow-commercial", DateOfService = "2026-12-07", RequestDate = "2026-11-23", PlaceOfService = PlaceOfService.AmbulatorySurgeryCenter,
            Lines = { new Line { Number = 1, Code = "63030", Units = 1, Side = UtilizationReview.Contracts.Vocabulary.V1.Side.Left, Levels = { "L4-L5" } } },
            Diagnoses = { "M51.16" },
            Facts =
            {
                Fact("sx.pattern", new() { Words = new() { Words_ = { "radicular" } } }), Fact("sx.pain", new() { Number = 7 }), Fact("fx.lost", new() { Number = 3 }),
                Fact("sx.other_sources_excluded", new() { Truth = true }), Fact("lum.operated_here", new() { Truth = false }),
                Fact("im", new() { Entries = new() { Entries_ = { study } } }), Fact("cm.weeks", new() { Number = 8 }), Fact("cm.pt", new() { Text = "clinic" }),
                Fact("cm.other", new() { Words = new() { Words_ = { "nsaid_analgesic" } } }), Fact("cm.current_episode", new() { Truth = true }),
                Fact("cm.result", new() { Text = "no_significant_change" }),
            },
        };
    }
}
