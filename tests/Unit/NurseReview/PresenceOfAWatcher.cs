using Grpc.Core;
using UtilizationReview.NurseReview.Adapters;
using UtilizationReview.Platform.Identity;

namespace UtilizationReview.Tests.Unit.NurseReview;

public sealed class PresenceOfAWatcher
{
    [Fact]
    public async Task A_watcher_that_has_gone_is_not_looked_at_again_while_its_watch_still_ends()
    {
        var watch = new TaskCompletionSource();
        var call = new GoneCall(looks =>
        {
            if (looks == 100) watch.TrySetResult(); // so that looking on and on fails instead of never ending
        });
        var handled = new NursePresence(null!).ServerStreamingServerHandler<object, object>(new(), null!, call, (_, _, _) => watch.Task);
        handled.IsCompleted.ShouldBeFalse("the watch has not ended yet");
        watch.SetResult();
        await handled;
        call.Looks.ShouldBeLessThan(2);
    }

    /// <summary>A call of somebody who has hung up; counts how often it is asked who that is.</summary>
    private sealed class GoneCall(Action<int> looked) : ServerCallContext
    {
        private readonly Dictionary<object, object> _state =
            new() { [typeof(Caller)] = new Caller("operator-1", "Olga", Caller.OperatorRole, null, [], null) };

        public int Looks { get; private set; }

        protected override IDictionary<object, object> UserStateCore
        {
            get
            {
                looked(++Looks);
                return _state;
            }
        }

        protected override CancellationToken CancellationTokenCore { get; } = new(canceled: true);
        protected override string MethodCore => "";
        protected override string HostCore => "";
        protected override string PeerCore => "";
        protected override DateTime DeadlineCore => DateTime.MaxValue;
        protected override Metadata RequestHeadersCore { get; } = [];
        protected override Metadata ResponseTrailersCore { get; } = [];
        protected override Status StatusCore { get; set; }
        protected override WriteOptions? WriteOptionsCore { get; set; }
        protected override AuthContext AuthContextCore => throw new NotSupportedException();
        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();
    }
}
