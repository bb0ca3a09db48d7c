using Grpc.Core;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using static UtilizationReview.Tests.Integration.SiteOfCare.SiteHost;

namespace UtilizationReview.Tests.Integration.SiteOfCare;

public sealed class The_site_of_an_order_is_reviewed : IAsyncLifetime
{
    private SiteHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(29.9, SiteAnswer.PhysicianQuestion, 1)]
    [InlineData(30.0, SiteAnswer.PhysicianQuestion, 1)]
    [InlineData(30.1, SiteAnswer.Accepted, 0)]
    public async Task SOC_3a_distance_settles_beyond_the_plans_reach_only(double miles, SiteAnswer answer, int alternatives)
    {
        await _host.Save(Facility("center", PlaceOfService.AmbulatorySurgeryCenter, miles));
        var response = await _host.Ask(Review());
        response.Answer.ShouldBe(answer);
        response.Reason.ShouldBe(answer is SiteAnswer.Accepted ? "SOC-3.a" : "");
        response.Alternatives.Count.ShouldBe(alternatives);
        response.Guideline.ShouldBe("site-of-care/hospital-outpatient");
        response.Version.ShouldBe("test.1");
        response.Trace.ShouldHaveSingleItem().Id.ShouldBe("SOC");
        response.WhatWouldChange.SelectMany(change => change.Steps)
            .ShouldBe(answer is SiteAnswer.Accepted ? [] : ["pt.asa at least 4 (now not given)"]);
        _host.Criteria.Asked.ShouldHaveSingleItem().Facts.Single(f => f.Name == "site.nearest_capable_center_miles").Value.Number.ShouldBe(miles, 0.001);
    }

    [Fact]
    public async Task Without_the_plans_switch_distance_is_a_physicians_question_with_the_reason()
    {
        await _host.Save(Facility("center", PlaceOfService.AmbulatorySurgeryCenter, 41.2));
        var response = await _host.Ask(Review("reviewing"));
        response.Answer.ShouldBe(SiteAnswer.PhysicianQuestion);
        response.Reason.ShouldBe("SOC-3.a");
        response.Sentence.ShouldBe("SOC-3.a: the nearest network surgery center that can do every line is 41.2 miles from the member's home, beyond the plan's 30. "
            + "The plan leaves this to a physician. No network center or office that can do every line is within reach.");
    }

    [Fact]
    public async Task A_reason_that_needs_judgement_is_never_settled_here()
    {
        await _host.Save(Facility("center", PlaceOfService.AmbulatorySurgeryCenter, 5));
        _host.Criteria.Judgement = "SOC-1.e";
        var response = await _host.Ask(Review());
        response.Answer.ShouldBe(SiteAnswer.PhysicianQuestion);
        response.Sentence.ShouldStartWith("SOC-1.e: Text of the reason. This reason needs a physician's judgement.");
    }

    [Theory]
    [InlineData(PlaceOfService.Office)]
    [InlineData(PlaceOfService.AmbulatorySurgeryCenter)]
    [InlineData(PlaceOfService.EmergencyRoom)]
    public async Task Other_places_need_no_review_and_criteria_are_not_asked(PlaceOfService place)
    {
        var request = Review();
        request.Order.PlaceOfService = place;
        request.FacilityId = "";
        request.Home = null;
        (await _host.Ask(request)).Answer.ShouldBe(SiteAnswer.NotInScope);
        _host.Criteria.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stay_is_a_question_of_the_level_of_care_and_needs_no_directory()
    {
        var request = Review();
        request.Order.PlaceOfService = PlaceOfService.InpatientHospital;
        request.FacilityId = "";
        request.Home = null;

        (await _host.Ask(request)).Answer.ShouldBe(SiteAnswer.PhysicianQuestion);
        _host.Criteria.Asked.ShouldHaveSingleItem().PlaceOfService.ShouldBe(PlaceOfService.InpatientHospital);
        _host.Criteria.Judgement = "LOC-1.a";
        (await _host.Ask(request)).Answer.ShouldBe(SiteAnswer.PhysicianQuestion);
        _host.Criteria.Carries = true;
        (await _host.Ask(request)).Answer.ShouldBe(SiteAnswer.Accepted);
    }

    [Fact]
    public async Task A_plan_that_does_not_review_sites_and_an_order_without_lines_in_scope_are_not_in_scope()
    {
        (await _host.Ask(Review("not-reviewing"))).Answer.ShouldBe(SiteAnswer.NotInScope);
        var request = Review();
        request.LinesInScope.Clear();
        (await _host.Ask(request)).Answer.ShouldBe(SiteAnswer.NotInScope);
    }

    [Fact]
    public async Task The_directorys_facts_replace_what_the_practice_claims_of_the_directory()
    {
        await _host.Save(Facility("center", PlaceOfService.AmbulatorySurgeryCenter, 5));
        var request = Review();
        request.Order.Facts.Add(new Fact { Name = "site.nearest_capable_center_miles", Value = new() { Number = 99 }, Origin = FactOrigin.Practice });
        (await _host.Ask(request)).Answer.ShouldBe(SiteAnswer.PhysicianQuestion);
        var facts = _host.Criteria.Asked.ShouldHaveSingleItem().Facts;
        facts.ShouldAllBe(fact => fact.Origin == FactOrigin.Platform);
        facts.Single(f => f.Name == "site.nearest_capable_center_miles").Value.Number.ShouldBe(5, 0.001);
        facts.Single(f => f.Name == "site.surgeon_lacks_privileges").Value.Truth.ShouldBeTrue();
        facts.Single(f => f.Name == "site.privileges_grace_open").Value.Truth.ShouldBeTrue();
    }

    [Fact]
    public async Task Alternatives_come_preferred_first_then_nearest_and_practices_may_ask_for_them()
    {
        await _host.Save(Facility("near", PlaceOfService.AmbulatorySurgeryCenter, 3));
        await _host.Save(Facility("preferred", PlaceOfService.AmbulatorySurgeryCenter, 20));
        await _host.Save(Facility("office", PlaceOfService.Office, 10));
        await _host.Save(Facility("far", PlaceOfService.AmbulatorySurgeryCenter, 40));
        var request = new ListAlternativesRequest { PlanId = "settling", Home = Home, Codes = { "62323" } };
        var listed = await _host.AsPractice.ListAlternativesAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        listed.Alternatives.Select(a => (a.Facility.FacilityId, a.TenthsOfMile, a.Preferred)).ShouldBe([("preferred", 200, true), ("near", 30, false), ("office", 100, false)]);
        listed.Alternatives.ShouldAllBe(a => a.Facility.Version == 1 && a.InNetwork);
        request.WithinMiles = 50;
        (await _host.AsPractice.ListAlternativesAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Alternatives.Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_unknown_facility_or_plan_is_told_by_name()
    {
        var unknown = Review();
        unknown.FacilityId = "nowhere";
        var facility = await Should.ThrowAsync<RpcException>(() => _host.Ask(unknown));
        facility.StatusCode.ShouldBe(StatusCode.NotFound);
        facility.Status.Detail.ShouldBe("There is no facility 'nowhere' in the directory; FindFacilities lists those there are.");
        facility.Trailers.GetValue("reason-code").ShouldBe("unknown-facility");
        (await Should.ThrowAsync<RpcException>(() => _host.Ask(Review("no-plan")))).Status.Detail.ShouldBe("There is no plan 'no-plan'.");
    }

    [Fact]
    public async Task A_request_that_cannot_be_answered_names_every_field()
    {
        var request = Review();
        request.FacilityId = "";
        request.Order.DateOfService = "1.3.2027";
        request.LinesInScope.Add(7);
        var problem = await Should.ThrowAsync<RpcException>(() => _host.Ask(request));
        problem.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        problem.Status.Detail.ShouldContain("order.date_of_service is not a date in the form yyyy-MM-dd");
        problem.Status.Detail.ShouldContain("lines_in_scope names line 7, which the order does not have");
        problem.Status.Detail.ShouldContain("facility_id is missing");

        var homeless = Review();
        homeless.Home = null;
        (await Should.ThrowAsync<RpcException>(() => _host.Ask(homeless))).Status.Detail.ShouldContain("home is missing; distances are counted from the member's home");
    }

    [Theory]
    [InlineData(StatusCode.Internal, StatusCode.Unavailable)]
    [InlineData(StatusCode.Unavailable, StatusCode.Unavailable)]
    [InlineData(StatusCode.InvalidArgument, StatusCode.InvalidArgument)]
    public async Task Criteria_that_are_away_are_told_as_unavailable_and_what_is_wrong_with_the_order_as_it_came(StatusCode scripted, StatusCode told)
    {
        _host.Criteria.Failure = new Status(scripted, "scripted");
        var problem = await Should.ThrowAsync<RpcException>(() => _host.Ask(Review()));
        problem.StatusCode.ShouldBe(told);
    }

    [Fact]
    public async Task A_practice_may_not_ask_for_the_review_itself()
    {
        var problem = await Should.ThrowAsync<RpcException>(async () => await _host.AsPractice.ReviewSiteAsync(Review(), cancellationToken: TestContext.Current.CancellationToken));
        problem.StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }
}
