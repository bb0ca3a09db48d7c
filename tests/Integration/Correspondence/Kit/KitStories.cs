namespace UtilizationReview.Tests.Integration.Correspondence.Kit;

/// <summary>Orders that come to be denied, as journeys.</summary>
internal static class KitStories
{
    /// <summary>Three weeks of care, referred, talked about and denied on November 24; reconsideration through December 4.</summary>
    public const string Denied = """
        journey: Denied
        plan: meadow-commercial
        member: m-orla
        start: 2026-11-23 09:00
        order:
          practice: maple-spine-demo
          ordering_clinician: dr-linden
          surgeon: dr-linden
          facility: cream-city-demo-surgery
          place_of_service: 24
          date_of_service: 2026-12-21
          callback_phone: "+16085550111"
          diagnoses: [M48.062]
          lines:
            - {code: "63047", levels: [L4]}
        facts:
          sx.pain: 7
          fx.lost: 3
          sx.pattern: [neurogenic_claudication]
          sx.other_sources_excluded: true
          ne.cauda_equina: false
          ne.conus: false
          ne.rapid_deficit_imaged: false
          ne.progressive_or_severe: false
          cm.weeks: 3
          cm.pt: clinic
          cm.other: [nsaid_analgesic]
          cm.current_episode: true
          cm.result: no_significant_change
          im:
            - {modality: mri, date: 2026-08-03, reader: independent_radiologist, correlates: true, findings: [stenosis], levels: [L3, L4, L5]}
        steps:
          - practice: submits
          - at: 2026-11-23 11:00
            nurse: refers
            summary: Three weeks of conservative care are documented, six are asked for.
            criteria: [LUM-LAM-2.b]
            expect: {status: physician review}
          - at: 2026-11-23 15:30
            practice: asks for a call
            call_back_only: true
          - practice: books a slot
            slot: 1
          - at: 2026-11-24 16:30
            physician: holds the call
            new_information: false
          - at: 2026-11-24 16:40
            physician: denies
            by: dr-sable
            reason: Six weeks of conservative management are asked for; three are documented, and no urgent compression that would waive them.
            criteria: [LUM-LAM-2.b]
            missing: ["Therapy notes of at least three further weeks: they would show that the course was completed and failed"]
            expect: {status: denied, reconsideration_through: 2026-12-04}

        """;

    /// <summary>The same, and a second look that changed nothing.</summary>
    public const string Upheld = Denied + """
          - at: 2026-12-03 16:55
            practice: asks for reconsideration
            reason: The pain is worse.
            expect: {status: reconsideration}
          - at: 2026-12-04 10:00
            physician: denies
            by: dr-thorn
            reason: Three weeks are documented still.
            criteria: [LUM-LAM-2.b]
            expect: {status: denial upheld}

        """;

    /// <summary>Step ahead of which a practice still adds to the record: the call.</summary>
    public const int BeforeTheCall = 4;
}
