namespace UtilizationReview.Platform.Desks;

/// <summary>Hears of facts once they are committed: for metrics. Register one as a singleton beside the desk. A repeated command is not heard
/// again; a process that dies between commit and hearing leaves it unheard, so nothing but figures may rest on it.</summary>
/// <param name="Heard">State after all facts of the command, and one fact. Quick, and throws nothing.</param>
public sealed record FactListener<TState, TEvent>(Action<TState, TEvent> Heard);
