using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Intake.Domain;
using Order = UtilizationReview.Intake.Domain.Order;

namespace UtilizationReview.Intake.Adapters;

/// <summary>Keeps the decided case of an order, in the transaction of the change that decides it.</summary>
internal static class DecidedCaseBook
{
    /// <summary>What the desk of the orders writes alongside; the desk saves.</summary>
    /// <param name="context">The context of the desk's transaction.</param>
    /// <param name="order">The order after every fact of the command.</param>
    /// <param name="fact">One of those facts.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task AlongsideAsync(IntakeContext context, Order order, OrderEvent fact, CancellationToken ct)
    {
        if (!DecidedCases.Concerns(fact)) return;
        var row = await context.DecidedCases.FindAsync([order.Id], ct);
        if (DecidedCases.After(row is null ? null : ToCase(row), order, fact) is { } decided) await WriteAsync(context, row, decided, ct);
    }

    /// <summary>Puts the case into the context: a new row, or changes of the one there is.</summary>
    public static async Task WriteAsync(IntakeContext context, DecidedCaseRow? row, DecidedCase decided, CancellationToken ct)
    {
        if (row is null)
        {
            row = new() { OrderId = decided.OrderId, PracticeNpi = await NpiAsync(context, decided.PracticeId, ct) };
            context.DecidedCases.Add(row);
        }
        else if (decided.Services.Count > 0)
        {
            await context.DecidedServices.Where(r => r.OrderId == decided.OrderId).LoadAsync(ct);
        }
        Copy(decided, row);
        foreach (var service in decided.Services) Copy(service, row, ServiceRow(context, decided.OrderId, service.Line));
    }

    private static DecidedServiceRow ServiceRow(IntakeContext context, string orderId, int line) =>
        context.DecidedServices.Local.FirstOrDefault(r => r.OrderId == orderId && r.Line == line)
        ?? context.DecidedServices.Add(new() { OrderId = orderId, Line = line }).Entity;

    private static async Task<string> NpiAsync(IntakeContext context, string practiceId, CancellationToken ct) =>
        await context.Practices.AsNoTracking().Where(r => r.Id == practiceId).Select(r => r.State).SingleOrDefaultAsync(ct) is { } state
            ? Practice.Parser.ParseJson(JsonSerializer.Deserialize<Document>(state, JsonSerializerOptions.Web)!.Content).Npi
            : "";

    private static void Copy(DecidedCase decided, DecidedCaseRow row)
    {
        (row.PlanId, row.LineOfBusiness, row.Urgency, row.IsDrug) = (decided.PlanId, decided.LineOfBusiness, decided.Urgency, decided.IsDrug);
        (row.PracticeId, row.OrderingClinicianId) = (decided.PracticeId, decided.OrderingClinicianId);
        (row.Programs, row.ProcedureCodes) = (string.Join(' ', decided.Programs), string.Join(' ', decided.ProcedureCodes));
        (row.ReceivedAt, row.DecidedAt, row.DecidedOn) = (decided.ReceivedAt, decided.DecidedAt, decided.DecidedOn);
        (row.DecisionYear, row.ElapsedMilliseconds) = (decided.DecidedOn.Year, decided.ElapsedMilliseconds);
        (row.Outcome, row.InForce, row.DecidedBy, row.Appeal) = (decided.Outcome, decided.InForce, decided.DecidedBy, decided.Appeal);
        (row.Extended, row.Late) = (decided.Extended, decided.Late);
    }

    private static void Copy(DecidedService service, DecidedCaseRow decided, DecidedServiceRow row)
    {
        (row.PlanId, row.OrderingClinicianId, row.PracticeNpi) = (decided.PlanId, decided.OrderingClinicianId, decided.PracticeNpi);
        (row.Code, row.Family, row.Program, row.DecidedOn) = (service.Code, service.Family, service.Program, decided.DecidedOn);
        (row.First, row.InForce) = (service.First, service.InForce);
    }

    /// <summary>The case a row holds, without its services: those follow from the order.</summary>
    private static DecidedCase ToCase(DecidedCaseRow row) => new()
    {
        OrderId = row.OrderId, PlanId = row.PlanId, LineOfBusiness = row.LineOfBusiness, Urgency = row.Urgency, IsDrug = row.IsDrug,
        PracticeId = row.PracticeId, OrderingClinicianId = row.OrderingClinicianId,
        Programs = [.. Words(row.Programs).Select(Enum.Parse<Domain.Program>)], ProcedureCodes = Words(row.ProcedureCodes),
        ReceivedAt = row.ReceivedAt, DecidedAt = row.DecidedAt, DecidedOn = row.DecidedOn,
        Outcome = row.Outcome, InForce = row.InForce, DecidedBy = row.DecidedBy, Extended = row.Extended, Late = row.Late, Appeal = row.Appeal,
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
