using System.Globalization;
using Grpc.Core;
using UtilizationReview.Contracts.Correspondence.V1;
using UtilizationReview.Host.Remote;

namespace UtilizationReview.Host.Submission;

/// <summary>Lists the notices of a running host, those about one order, or prints one, read over gRPC as the plan's administrator.</summary>
internal static class NoticesCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output)
    {
        if (!Options.TryRead(args, out var options))
        {
            await Console.Error.WriteLineAsync($"notices takes nothing, the tracking number of an order, or the id of a notice. {HostSettings.Usage}");
            return 2;
        }
        return await RunningHost.AskAsync(options.Address, "start one and submit an order.", (channel, headers) =>
        {
            var notices = new Notices.NoticesClient(channel);
            return options.IsNotice ? PrintAsync(notices, options, headers, output) : ListAsync(notices, options, headers, output);
        });
    }

    private static async Task ListAsync(Notices.NoticesClient notices, Options options, Metadata headers, TextWriter output)
    {
        var listed = await notices.ListNoticesAsync(new() { Order = options.Wanted, PageSize = 200 }, headers);
        var problems = (await notices.ListDeliveryProblemsAsync(new(), headers)).Notices
            .Where(notice => notice.Stage != NoticeStage.Issued && (options.Wanted.Length == 0 || notice.Order == options.Wanted)).ToList();
        foreach (var notice in listed.Notices.Concat(problems))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{notice.NoticeId}  {notice.Order}  {notice.Dated,-10}  {notice.Recipient,-8}  {notice.Kind,-18}  {notice.Title}"));
            foreach (var sentence in notice.Held?.Sentences ?? []) await output.WriteLineAsync($"  held: {sentence}");
            foreach (var delivery in notice.Deliveries)
            {
                await output.WriteLineAsync($"  {delivery.DeliveryId}: {delivery.State}"
                    + (delivery.LastProblem.Length > 0 ? $" ({delivery.LastProblem})" : ""));
            }
        }
        if (listed.Notices.Count + problems.Count == 0)
            await output.WriteLineAsync(options.Wanted.Length == 0 ? "There are no notices." : $"There are no notices about {options.Wanted}.");
    }

    private static async Task PrintAsync(Notices.NoticesClient notices, Options options, Metadata headers, TextWriter output)
    {
        var request = new GetNoticeRequest { NoticeId = options.Wanted, Forms = { NoticeForm.Markdown } };
        if (options.Pdf.Length > 0) request.Forms.Add(NoticeForm.Pdf);
        var notice = await notices.GetNoticeAsync(request, headers);
        if (options.Pdf.Length > 0)
        {
            await File.WriteAllBytesAsync(options.Pdf, notice.Pdf.ToByteArray());
            await Console.Error.WriteLineAsync($"Written to {options.Pdf}.");
        }
        await output.WriteAsync(Reading.Plain(notice.Markdown));
    }

    /// <summary>What the command line says.</summary>
    /// <param name="Wanted">Tracking number of an order, id of a notice, or empty: everything.</param>
    internal sealed record Options(string Wanted, string Pdf, string Address)
    {
        /// <summary>True when one notice is wanted with its text.</summary>
        public bool IsNotice => Wanted.StartsWith("N-", StringComparison.Ordinal);

        public static bool TryRead(IReadOnlyList<string> args, out Options options)
        {
            var line = CommandLine.Read(args, 1, ["--pdf"]);
            options = line is null ? new Options("", "", "") : new Options(line.Words.Count > 0 ? line.Words[0] : "", line["--pdf"], line.Address);
            return line is not null && (options.Pdf.Length == 0 || options.IsNotice);
        }
    }
}
