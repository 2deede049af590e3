public import ExperimentEngine

/// Every experiment of the library, in the order in which the gallery shows them.
public let catalogue = Catalogue(
  [
    Amdahl.self,
    Countdown.self,
    DiningPhilosophers.self,
    ReadersWriters.self,
    LostUpdate.self,
    LitmusModel.self,
    LitmusLive.self,
  ],
  listings: listings.merging(
    // What the visitors do, and who is let in.
    ["ReadersWriters": both("ReadersWriters", "ReadersWritersRules")],
    uniquingKeysWith: { _, both in both }))

private func both(_ first: String, _ second: String) -> String {
  [first, second].compactMap { listings[$0] }.joined(separator: "\n\n")
}
