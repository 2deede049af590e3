/// The shortest way from here to a failure: for someone who is the scheduler and wants help.
///
/// `after` are the steps that were made already; `limit` says how many states are looked at.
///
/// - Returns: The steps to make, fewest preemptions first; `nil` when there is no failure, or none was found.
public func hint(
  _ program: Program, model: MemoryModel, after: [Choice] = [], limit: Int = 200_000
) -> [Choice]? {
  let findsRaces = model == .sc && !RaceTracker.candidates(program).isEmpty
  if let choices = way(Walker(program, model), after, limit) { return choices }
  return findsRaces ? way(Walker(program, model, findsRaces: true), after, limit) : nil
}

private func way(_ walker: Walker, _ after: [Choice], _ limit: Int) -> [Choice]? {
  guard walker.replay(after) else { return nil }
  let graph = StateGraph(walker)
  graph.explore(maximumStates: limit) { true }
  let last = after.last { !$0.isFlush }?.thread ?? -1
  let found = BoundedPaths.find(
    in: graph, last: last, group: { graph.isFailing($0) ? 0 : nil })
  return found[0]?.choices
}
