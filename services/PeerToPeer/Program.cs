using UtilizationReview.PeerToPeer;
using UtilizationReview.Platform.Running;

return await ServiceProcess.RunAsync(args, "peer-to-peer",
    (services, configuration) => services.AddPeerToPeer(configuration), app => app.MapPeerToPeer());
