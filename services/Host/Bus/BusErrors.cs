using System.Data.Common;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using UtilizationReview.Correspondence;
using UtilizationReview.Intake;
using UtilizationReview.NurseReview;
using UtilizationReview.PeerToPeer;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.SiteOfCare;
using UtilizationReview.SpineCenter;

namespace UtilizationReview.Host.Bus;

/// <summary>What went wrong with messages, on the broker and in the databases, and the way to try again. Prints what the events hold, which is
/// ids and codes.</summary>
internal sealed class BusErrors(IConfiguration configuration, TextWriter output, bool json)
{
    private const int NamedPerQueue = 50;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read by people and by programs, never by a browser
    };

    public async Task<int> ListAsync(CancellationToken ct)
    {
        var queues = Errors() is { } errors ? await errors.ListAsync(NamedPerQueue, ct) : [];
        var services = await OfServicesAsync(async inspector => new
        {
            inspector.Service, Waiting = await inspector.WaitingAsync(ct),
            Parked = await inspector.ParkedAsync(ct), Rejected = await inspector.RejectedAsync(ct),
        });
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { queues, services }, Json));
            return 0;
        }
        foreach (var queue in queues)
        {
            await output.WriteLineAsync($"{queue.Queue}: {queue.Count}");
            foreach (var message in queue.First)
                await output.WriteLineAsync($"  {message.MessageId}  {Time(message.At)}  {message.Event}  {message.Subject}  {message.Reason}");
            if (queue.Count > queue.First.Count) await output.WriteLineAsync($"  … and {queue.Count - queue.First.Count} more");
        }
        foreach (var service in services)
        {
            if (service.Parked.Count > 0) await output.WriteLineAsync($"outbox of {service.Service}, given up: {service.Parked.Count}");
            foreach (var parked in service.Parked)
                await output.WriteLineAsync(
                    $"  {parked.Id}  {Time(parked.ParkedAt)}  {parked.Event}  {parked.AggregateId}  {parked.LastError} in {parked.Attempts} tries");
            if (service.Rejected.Count > 0) await output.WriteLineAsync($"refused by {service.Service}: {service.Rejected.Count}");
            foreach (var refused in service.Rejected)
                await output.WriteLineAsync(
                    $"  {refused.MessageId}  {Time(refused.At)}  {refused.Command}  {refused.AggregateId}  {refused.Code}: {refused.Sentence}");
        }
        if (queues.Count == 0 && services.All(service => service.Parked.Count + service.Rejected.Count == 0))
            await output.WriteLineAsync("Nothing failed.");
        return 0;
    }

    public async Task<int> ShowAsync(Guid id, CancellationToken ct)
    {
        if (Errors() is { } errors && await errors.FindAsync(id, ct) is { } found)
        {
            if (json)
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(found, Json));
                return 0;
            }
            await output.WriteLineAsync($"{found.Summary.Queue}  {Time(found.Summary.At)}  {found.Summary.Event}  {found.Summary.Reason}");
            foreach (var (name, value) in found.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
                await output.WriteLineAsync($"{name}: {value}");
            await output.WriteLineAsync();
            await output.WriteLineAsync(found.Body);
            return 0;
        }
        var kept = (await OfServicesAsync(async inspector => new
        {
            inspector.Service,
            Parked = (await inspector.ParkedAsync(ct)).Where(parked => parked.Id == id).ToList(),
            Rejected = (await inspector.RejectedAsync(ct)).Where(refused => Guid.TryParse(refused.MessageId, out var read) && read == id).ToList(),
        })).Where(service => service.Parked.Count + service.Rejected.Count > 0).ToList();
        if (kept.Count == 0) return await NotFoundAsync(id);
        await output.WriteLineAsync(JsonSerializer.Serialize(kept, Json));
        return 0;
    }

    public async Task<int> ReplayAsync(Guid id, CancellationToken ct)
    {
        if (Errors() is { } errors && await errors.ReplayAsync(queue: null, id, ct) > 0)
            return await ReplayedAsync(1, "message put back into its queue");
        // A refusal is forgotten where it was decided, and the event leaves its publisher's outbox once more.
        var refused = (await OfServicesAsync(async inspector =>
        {
            var mine = (await inspector.RejectedAsync(ct)).Where(refusal => Guid.TryParse(refusal.MessageId, out var read) && read == id).ToList();
            foreach (var refusal in mine) await inspector.ForgetRejectedAsync(refusal.Consumer, refusal.MessageId, ct);
            return mine.Count;
        })).Sum() > 0;
        var resent = await OfServicesAsync(async inspector =>
            (refused || (await inspector.ParkedAsync(ct)).Any(parked => parked.Id == id)) && await inspector.ResendAsync(id, ct));
        if (resent.Contains(true)) return await ReplayedAsync(1, "event leaves its outbox again");
        return await NotFoundAsync(id);
    }

    public async Task<int> ReplayAsync(string queue, CancellationToken ct)
    {
        var errors = Errors() ?? throw new InvalidOperationException(
            "There is no broker here (Bus__Transport is Embedded), so there are no queues; --all resends parked events.");
        return await ReplayedAsync(await errors.ReplayAsync(queue, id: null, ct), "messages put back into their queue");
    }

    public async Task<int> ReplayAllAsync(CancellationToken ct)
    {
        var replayed = Errors() is { } errors ? await errors.ReplayAsync(queue: null, id: null, ct) : 0;
        var resent = await OfServicesAsync(async inspector =>
        {
            var count = 0;
            foreach (var parked in await inspector.ParkedAsync(ct)) count += await inspector.ResendAsync(parked.Id, ct) ? 1 : 0;
            return count;
        });
        return await ReplayedAsync(replayed + resent.Sum(), "messages and events on their way again");
    }

    private static string Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "no time";

    private BrokerErrors? Errors() =>
        BusSettings.Read(configuration) is { Transport: BusTransport.RabbitMq } settings ? new(settings, BusCommand.Topology) : null;

    /// <summary>Asks each service's database; one that is away or not there yet is named and left out.</summary>
    private async Task<List<T>> OfServicesAsync<T>(Func<OutboxInspector, Task<T>> ask)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration).AddLogging();
        services.AddSiteOfCare(configuration).AddIntake(configuration).AddNurseReview(configuration).AddPeerToPeer(configuration)
            .AddCorrespondence(configuration).AddSpineCenter(configuration);
        await using var provider = services.BuildServiceProvider();
        List<T> answers = [];
        foreach (var inspector in provider.GetServices<OutboxInspector>())
        {
            try
            {
                answers.Add(await ask(inspector));
            }
            catch (Exception problem) when (problem is DbException or InvalidOperationException { InnerException: DbException })
            {
                await Console.Error.WriteLineAsync($"The database of {inspector.Service} cannot be read ({problem.GetType().Name}); it is left out.");
            }
        }
        return answers;
    }

    private async Task<int> ReplayedAsync(int count, string what)
    {
        await output.WriteLineAsync(json ? JsonSerializer.Serialize(new { replayed = count }, Json) : $"{count} {what}.");
        return 0;
    }

    private async Task<int> NotFoundAsync(Guid id)
    {
        await output.WriteLineAsync($"No error or skipped queue, no outbox and no list of refusals holds a message {id}.");
        return 1;
    }
}
