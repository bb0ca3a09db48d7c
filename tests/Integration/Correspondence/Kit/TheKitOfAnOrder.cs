using System.Text;
using System.Text.RegularExpressions;
using Grpc.Core;
using PdfSharp.Pdf.IO;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Vocabulary.V1;
using UtilizationReview.Tests.Integration.Messaging;
using UtilizationReview.Tests.Integration.Processes;
using UtilizationReview.Tests.Unit.Correspondence;

namespace UtilizationReview.Tests.Integration.Correspondence.Kit;

/// <summary>The kit of pended, denied and upheld orders over the whole host: what is written stands in golden files beside this one.</summary>
public sealed partial class TheKitOfAnOrder : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);
    private static readonly KitFormat[] Formats = [KitFormat.Markdown, KitFormat.Html, KitFormat.Pdf];

    private KitHouse _house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _house = await KitHouse.StartAsync(Start.AddDays(-1));

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task A_pended_order_is_explained_and_has_its_sheet()
    {
        var number = await SubmitAsync("04-laminectomy-care-too-short.json");
        await GoldenAsync("pended-why", number, await _house.Kit().GetWhyAsync(new() { Number = number }, cancellationToken: Ct));
        await GoldenAsync("pended-call-sheet", number, await _house.Kit().GetCallSheetAsync(new() { Number = number }, cancellationToken: Ct));
        await EachFormatAsync(number, (kit, request) => kit.GetWhyAsync(request, cancellationToken: Ct));
        (await RefusedAsync(kit => kit.GetReconsiderationLetterAsync(new() { Number = number }, cancellationToken: Ct)))
            .ShouldBe((StatusCode.FailedPrecondition, "nothing-denied"));
    }

    [Fact]
    public async Task A_site_in_question_is_explained()
    {
        var number = await SubmitAsync("05-injection-at-a-hospital.json");
        await GoldenAsync("site-why", number, await _house.Kit().GetWhyAsync(new() { Number = number }, cancellationToken: Ct));
    }

    [Fact]
    public async Task A_denied_order_has_its_letter_with_what_came_since()
    {
        const string fileName = "<b>visit *1* _x_ | [y].pdf";
        var document = "";
        var order = await _house.PlayAsync(KitStories.Denied, KitStories.BeforeTheCall, async pended =>
        {
            var header = DocumentsHouse.Header(order: pended.TrackingNumber);
            (header.FileName, header.Kind) = (fileName, DocumentKind.OfficeNote);
            document = (await DocumentsHouse.SendAsync(_house.Documents(), header, Contents.Pdf(3))).Document.DocumentId;
            Fact[] facts =
            [
                new() { Name = "cm.weeks", Value = new() { Number = 9 }, Origin = FactOrigin.Document, Document = document, Page = 2 },
                new() { Name = "fx.odi", Value = new() { Number = 46 }, Origin = FactOrigin.Document, Document = document, Page = 3 },
            ];
            var added = new AddInformationRequest
            {
                Number = pended.TrackingNumber, Note = "The record was incomplete.", IdempotencyKey = "add",
                Facts = { facts }
            };
            await _house.Intake().AddInformationAsync(added, cancellationToken: Ct);
        });
        var number = order.TrackingNumber;
        order.Status.ShouldBe(OrderStatus.Denied);
        foreach (var (name, ask) in Documents)
        {
            var written = await ask(_house.Kit(), new() { Number = number });
            await GoldenAsync($"denied-{name}", number, written, document);
            await EachFormatAsync(number, ask);
        }
        var letter = await _house.Kit().GetReconsiderationLetterAsync(new() { Number = number }, cancellationToken: Ct);
        letter.Sections.SelectMany(section => section.Statements).ShouldContain(statement =>
            statement.Text.Contains("9 weeks (office note “<b>visit *1* _x_ | [y].pdf”, page 2, stated on November 23, 2026)", StringComparison.Ordinal));
        var page = await _house.Kit().GetReconsiderationLetterAsync(new() { Number = number, Format = KitFormat.Html }, cancellationToken: Ct);
        page.Content.ToStringUtf8().ShouldContain("&lt;b&gt;visit *1* _x_ | [y].pdf");
        page.Content.ToStringUtf8().ShouldNotContain("<b>");

        await _house.Calls.MoveClockAsync(new(2026, 12, 5, 6, 1, 0, TimeSpan.Zero), "operator-hale", Ct); // a minute into December 5 in Chicago
        var late = await Should.ThrowAsync<RpcException>(
            async () => await _house.Kit().GetReconsiderationLetterAsync(new() { Number = number }, cancellationToken: Ct));
        (late.StatusCode, late.Trailers.GetValue("reason-code")).ShouldBe((StatusCode.FailedPrecondition, "reconsideration-window-closed"));
        late.Status.Detail.ShouldContain("through December 4, 2026; that day has passed. What remains: ");
        (await _house.Kit().GetWhyAsync(new() { Number = number }, cancellationToken: Ct)).Sections.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_upheld_denial_is_explained_and_has_no_second_letter()
    {
        var order = await _house.PlayAsync(KitStories.Upheld);
        var number = order.TrackingNumber;
        order.Status.ShouldBe(OrderStatus.DenialUpheld);
        await GoldenAsync("upheld-why", number, await _house.Kit("dr-quill").GetWhyAsync(new() { Number = number }, cancellationToken: Ct));
        await EachFormatAsync(number, Documents["why"]);
        await EachFormatAsync(number, Documents["call-sheet"]);
        (await RefusedAsync(kit => kit.GetReconsiderationLetterAsync(new() { Number = number }, cancellationToken: Ct)))
            .ShouldBe((StatusCode.FailedPrecondition, "already-reconsidered"));
    }

    [Fact]
    public async Task Who_may_read_it_reads_it_and_the_reading_is_on_record()
    {
        var number = await SubmitAsync("04-laminectomy-care-too-short.json");
        foreach (var reader in new[] { "maple-staff", "contact-fern", "nurse-ada", "dr-sable", "admin-gale" })
            (await _house.Kit(reader).GetCallSheetAsync(new() { Number = number }, cancellationToken: Ct)).Number.ShouldBe(number);
        (await RefusedAsync(kit => kit.GetWhyAsync(new() { Number = number }, cancellationToken: Ct), "harbor-staff"))
            .ShouldBe((StatusCode.NotFound, "unknown-order"));
        (await RefusedAsync(kit => kit.GetWhyAsync(new() { Number = "UR-00000-00000" }, cancellationToken: Ct)))
            .ShouldBe((StatusCode.NotFound, "unknown-order"));
        (await RefusedAsync(kit => kit.GetWhyAsync(new(), cancellationToken: Ct))).ShouldBe((StatusCode.InvalidArgument, "record-required"));
        (await RefusedAsync(kit => kit.GetWhyAsync(new() { Number = number, Format = (KitFormat)9 }, cancellationToken: Ct)))
            .ShouldBe((StatusCode.InvalidArgument, "unknown-format"));
        (await RefusedAsync(kit => kit.GetWhyAsync(new() { Number = number }, cancellationToken: Ct), "operator-hale")).Status
            .ShouldBe(StatusCode.PermissionDenied);
        (await _house.RowsAsync($"SELECT person_id || ' ' || role || ' ' || json_extract(body, '$.document') FROM history "
            + $"WHERE aggregate_id = '{number}' AND command = 'RecordKit' ORDER BY version")).ShouldBe(
        [
            "maple-staff practice call-sheet", "contact-fern contact_center call-sheet", "nurse-ada nurse call-sheet",
            "dr-sable physician call-sheet",
            "admin-gale plan_administrator call-sheet",
        ]);
        (await _house.Documents().ListDocumentsAsync(new() { Order = number }, cancellationToken: Ct)).Documents.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("01-lumbar-discectomy.json")]
    [InlineData("02-knee-replacement-end-stage.json")]
    [InlineData("03-epidural-injection.json")]
    [InlineData("04-laminectomy-care-too-short.json")]
    [InlineData("05-injection-at-a-hospital.json")]
    public async Task The_sheet_of_every_demonstration_order_is_one_page(string file)
    {
        var request = OrderFiles.Read(file, Start, file);
        var order = (await _house.Intake(Staff(request)).SubmitAsync(request, cancellationToken: Ct)).Order;
        if (order.Status == OrderStatus.Approved)
        {
            (await RefusedAsync(kit => kit.GetCallSheetAsync(new() { Number = order.TrackingNumber }, cancellationToken: Ct), "admin-gale"))
                .ShouldBe((StatusCode.FailedPrecondition, "nothing-to-argue"));
            // With every second answer missing it is pended.
            for (var i = request.Form.Facts.Count - 1; i >= 0; i -= 2) request.Form.Facts.RemoveAt(i);
            request.IdempotencyKey += "-pended";
            order = (await _house.Intake(Staff(request)).SubmitAsync(request, cancellationToken: Ct)).Order;
        }
        var sheet = await _house.Kit("admin-gale").GetCallSheetAsync(new() { Number = order.TrackingNumber, Format = KitFormat.Pdf },
            cancellationToken: Ct);
        Pages(sheet).ShouldBe(1);
        (await _house.Kit("admin-gale").GetWhyAsync(new() { Number = order.TrackingNumber }, cancellationToken: Ct)).Sections.ShouldNotBeEmpty();
    }

    private static Dictionary<string, Func<AdvocatesKit.AdvocatesKitClient, GetKitRequest, AsyncUnaryCall<KitDocument>>> Documents { get; } =
        new Dictionary<string, Func<AdvocatesKit.AdvocatesKitClient, GetKitRequest, AsyncUnaryCall<KitDocument>>>
        {
            ["why"] = (kit, request) => kit.GetWhyAsync(request, cancellationToken: Ct),
            ["call-sheet"] = (kit, request) => kit.GetCallSheetAsync(request, cancellationToken: Ct),
            ["letter"] = (kit, request) => kit.GetReconsiderationLetterAsync(request, cancellationToken: Ct),
        };

    private static string Staff(SubmitRequest request) => request.Form.PracticeId switch
    {
        "harbor-joint-demo" => "harbor-staff",
        "saguaro-pain-demo" => "saguaro-staff",
        _ => "maple-staff",
    };

    private async Task<string> SubmitAsync(string file)
    {
        await _house.Calls.MoveClockAsync(Start, "operator-hale", Ct);
        return (await _house.Intake().SubmitAsync(OrderFiles.Read(file, Start, file), cancellationToken: Ct)).Order.TrackingNumber;
    }

    private async Task<(StatusCode Status, string? Code)> RefusedAsync(
        Func<AdvocatesKit.AdvocatesKitClient, AsyncUnaryCall<KitDocument>> ask, string person = "maple-staff")
    {
        var refusal = await Should.ThrowAsync<RpcException>(async () => await ask(_house.Kit(person)));
        return (refusal.StatusCode, refusal.Trailers.GetValue("reason-code"));
    }

    /// <summary>All formats say the same, and every sentence of each is in the data.</summary>
    private async Task EachFormatAsync(string number, Func<AdvocatesKit.AdvocatesKitClient, GetKitRequest, AsyncUnaryCall<KitDocument>> ask)
    {
        foreach (var format in Formats)
        {
            var document = await ask(_house.Kit(), new() { Number = number, Format = format });
            var statements = document.Sections.SelectMany(section => section.Statements).ToList();
            statements.Where(s => s.Kind == KitStatementKind.Stated)
                .ShouldAllBe(s => s.Sources.Count > 0 && s.Sources.All(source => source.Says.Length > 0));
            statements.ShouldAllBe(s => s.Kind != KitStatementKind.Unspecified);
            document.MediaType.ShouldBe(format switch
            {
                KitFormat.Html => "text/html; charset=utf-8",
                KitFormat.Pdf => "application/pdf",
                _ => "text/markdown; charset=utf-8",
            });
            if (format == KitFormat.Pdf) Pages(document).ShouldBeGreaterThan(0);
            else System.Net.WebUtility.HtmlDecode(document.Content.ToStringUtf8()).ShouldContain(document.Notice);
        }
    }

    private static int Pages(KitDocument document)
    {
        using var file = new MemoryStream(document.Content.ToByteArray());
        return PdfReader.Open(file, PdfDocumentOpenMode.Import).PageCount;
    }

    /// <summary>Compares with the golden file; KIT_GOLDEN=write writes it instead, to be read before it is committed.</summary>
    private static async Task GoldenAsync(string name, string number, KitDocument document, string documentId = "DOC-none")
    {
        var written = Talk().Replace(document.Content.ToStringUtf8(), "UR-NUMBER").Replace(number, "UR-NUMBER", StringComparison.Ordinal)
            .Replace(documentId, "DOC-ID", StringComparison.Ordinal);
        var path = Path.Combine(RepositoryRoot.Path, "tests", "Integration", "Correspondence", "Kit", "Golden", name + ".md");
        if (Environment.GetEnvironmentVariable("KIT_GOLDEN") == "write") await File.WriteAllTextAsync(path, written, new UTF8Encoding(false), Ct);
        written.ShouldBe(await File.ReadAllTextAsync(path, Ct));
    }

    [GeneratedRegex("UR-[0-9A-Z]{5}-[0-9A-Z]{5}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Talk();
}
