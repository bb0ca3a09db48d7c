using UtilizationReview.Contracts.Intake.V1;
using UtilizationReview.Contracts.Plans;
using UtilizationReview.Contracts.SiteOfCare.V1;
using UtilizationReview.Correspondence.Adapters;
using UtilizationReview.Correspondence.Adapters.Delivery;
using UtilizationReview.Correspondence.Adapters.Notices;
using UtilizationReview.Correspondence.Domain.Notices;
using UtilizationReview.Platform.Desks;
using UtilizationReview.Platform.Identity;
using UtilizationReview.Platform.Live;
using UtilizationReview.Platform.Messaging;
using UtilizationReview.Platform.Storage;

namespace UtilizationReview.Correspondence;

/// <summary>Notices: the part of the service that writes and delivers them.</summary>
internal static class NoticesModule
{
    /// <summary>Registers desks, sweeper, consumers and couriers. Templates that cannot be used stop the start.</summary>
    public static IServiceCollection AddNotices(this IServiceCollection services, IConfiguration config)
    {
        services.AddDesk<CorrespondenceContext, NoticeRow, Notice, NoticeCommand, NoticeEvent>(NoticeDesk.Rules, CorrespondenceContext.FollowAsync);
        services.AddDesk<CorrespondenceContext, DeliveryAddressRow, DeliveryAddress, SaveAddress, AddressSaved>(AddressDesk.Rules);
        services.AddSweeper<CorrespondenceContext, NoticeRow>(
            (provider, id, now, ct) => provider.GetRequiredService<NoticeRounds>().WakeAsync(id, now, ct));
        services.AddEventConsumer<NoticeConsumers>("ur-correspondence-notices");
        services.AddCounters(NoticeTelemetry.Board).AddSingleton<NoticeTelemetry>()
            .AddSingleton(provider => new FactListener<Notice, NoticeEvent>(provider.GetRequiredService<NoticeTelemetry>().Heard));
        services.AddPlans(config);
        services.AddServiceClient<NoticeRules.NoticeRulesClient>(config, "Intake");
        services.AddServiceClient<AppealLadder.AppealLadderClient>(config, "Intake");
        services.AddServiceClient<SiteOfCare.SiteOfCareClient>(config, "SiteOfCare");
        var rule = HookRule.Read(config);
        var mail = MailSettings.Read(config);
        return services.AddSingleton(NoticeTemplates.Load(NoticeTemplates.ShippedDirectory))
            .AddSingleton(provider => new Couriers(
                new(mail, provider.GetRequiredService<TimeProvider>()), new(rule, provider.GetRequiredService<TimeProvider>()), rule,
                new(config, provider.GetRequiredService<DataDirectory>())))
            .AddSingleton<NoticeDesk>().AddSingleton<AddressDesk>().AddSingleton<NoticeRecords>().AddSingleton<NoticeRights>()
            .AddSingleton<NoticeTextStore>().AddSingleton<NoticeWriter>().AddSingleton<NoticePosting>().AddSingleton<NoticeRounds>();
    }
}
