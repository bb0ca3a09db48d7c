using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace UtilizationReview.Tests.Integration;

/// <summary>Events that reach a service the way its outbox, or the bus, brings them.</summary>
internal static class ArrivingEvents
{
    /// <summary>One arrives; the same id is the same delivery again.</summary>
    public static async Task ArriveAsync(this IServiceProvider services, object message, Guid? id = null)
    {
        var messageId = id ?? Guid.CreateVersion7();
        await services.GetRequiredService<IMediator>().Publish(
            message, message.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = messageId), TestContext.Current.CancellationToken);
    }
}
