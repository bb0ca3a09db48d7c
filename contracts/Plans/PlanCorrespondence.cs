using UtilizationReview.Contracts.Yaml;

namespace UtilizationReview.Contracts.Plans;

/// <summary>What notices and letters say of the plan. Everything may be left out; a notice whose law asks for what is left out cannot be issued,
/// and says which part is missing.</summary>
public sealed record PlanCorrespondence
{
    /// <summary>Name of the sender as members know it; empty: the plan's name.</summary>
    public string SenderName { get; init; } = "";

    /// <summary>Where letters come from, line by line as on an envelope, without the name.</summary>
    public IReadOnlyList<string> SenderAddress { get; init; } = [];

    /// <summary>Telephone for members and practices.</summary>
    public string Phone { get; init; } = "";

    /// <summary>When the telephone is answered, such as <c>Monday to Friday, 8 a.m. to 6 p.m. Central time</c>.</summary>
    public string Hours { get; init; } = "";

    /// <summary>Fax; empty: none.</summary>
    public string Fax { get; init; } = "";

    /// <summary>Where appeals are sent, line by line.</summary>
    public IReadOnlyList<string> AppealsAddress { get; init; } = [];

    /// <summary>Telephone for appeals.</summary>
    public string AppealsPhone { get; init; } = "";

    /// <summary>Fax for appeals; empty: none.</summary>
    public string AppealsFax { get; init; } = "";

    /// <summary>Telephone for fast appeals; empty: that for appeals.</summary>
    public string ExpeditedPhone { get; init; } = "";

    /// <summary>That help in other languages and formats is free, in the plan's words.</summary>
    public string LanguageHelp { get; init; } = "";

    /// <summary>Telephone for that help.</summary>
    public string LanguagePhone { get; init; } = "";

    /// <summary>Who helps members against the plan: ombudsman, regulator or consumer assistance.</summary>
    public string ConsumerHelpName { get; init; } = "";

    /// <summary>Telephone of that help.</summary>
    public string ConsumerHelpPhone { get; init; } = "";

    /// <summary>Web address of that help; empty: none.</summary>
    public string ConsumerHelpWeb { get; init; } = "";

    /// <summary>Document and section that say what is covered: the provision a decision rests on.</summary>
    public string CoverageDocument { get; init; } = "";

    /// <summary>Where an external review is asked for, line by line.</summary>
    public IReadOnlyList<string> ExternalReviewAddress { get; init; } = [];

    /// <summary>The right to go to court, in the plan's words.</summary>
    public string CivilAction { get; init; } = "";

    /// <summary>Where a state fair hearing is asked for, line by line.</summary>
    public IReadOnlyList<string> FairHearingAddress { get; init; } = [];

    /// <summary>The form that the law sets for denials and that the plan's follow, as a letter names it, such as <c>form CMS-10003, "Notice of
    /// Denial of Medical Coverage"</c>; empty: none is named.</summary>
    public string FormName { get; init; } = "";

    /// <summary>That the plan has held its letters against that form, in its words; empty: it has not, and the form is not named.</summary>
    public string FormConfirmation { get; init; } = "";

    private const int LongestText = 300;
    private const int LongestLine = 60;
    private const int MostLines = 6;

    internal static PlanCorrespondence Read(StrictMap map)
    {
        var (sender, appeals, language, help) = (map.Map("sender"), map.Map("appeals"), map.Map("language_help"), map.Map("consumer_help"));
        var form = map.Map("form");
        return new()
        {
            SenderName = Text(sender, "name"), SenderAddress = Address(sender, "address"), Phone = Text(sender, "phone"),
            Hours = Text(sender, "hours"), Fax = Text(sender, "fax"),
            AppealsAddress = Address(appeals, "address"), AppealsPhone = Text(appeals, "phone"), AppealsFax = Text(appeals, "fax"),
            ExpeditedPhone = Text(appeals, "expedited_phone"),
            LanguageHelp = Text(language, "sentence"), LanguagePhone = Text(language, "phone"),
            ConsumerHelpName = Text(help, "name"), ConsumerHelpPhone = Text(help, "phone"), ConsumerHelpWeb = Text(help, "web"),
            CoverageDocument = Text(map, "coverage_document"), ExternalReviewAddress = Address(map, "external_review_address"),
            CivilAction = Text(map, "civil_action"), FairHearingAddress = Address(map, "fair_hearing_address"),
            FormName = Text(form, "name"), FormConfirmation = Text(form, "confirmation"),
        };
    }

    private static string Text(StrictMap map, string key) => map.Text(key, "", text => text.Length > LongestText || text.Any(char.IsControl)
        ? $"is longer than {LongestText} characters, or has line breaks" : null);

    private static IReadOnlyList<string> Address(StrictMap map, string key)
    {
        var lines = map.Words(key, required: false, null,
            line => line.Length > LongestLine ? $"is longer than the {LongestLine} characters of an address line" : null);
        if (lines.Count > MostLines)
            map.Problem(key, $"has {lines.Count} lines; an address has at most {MostLines}");
        return lines;
    }
}
