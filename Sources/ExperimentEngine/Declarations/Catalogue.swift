public import CallLanguage

/// The experiments of a library, with the listings of their cores.
public struct Catalogue: Sendable {
  /// In the order in which they are shown.
  public let experiments: [any Experiment.Type]
  private let places: [String: Int]
  private let listings: [String: String]

  /// `listings` has the core of each experiment by the name of its type, as the build extracted it.
  public init(_ experiments: [any Experiment.Type], listings: [String: String] = [:]) {
    self.experiments = experiments
    self.listings = listings
    places = Dictionary(
      experiments.enumerated().map { ($1.name.text, $0) },
      uniquingKeysWith: { first, _ in first })
    precondition(places.count == experiments.count, "Two experiments have the same name.")
  }

  public subscript(_ name: String) -> (any Experiment.Type)? {
    places[name].map { experiments[$0] }
  }

  /// The Swift code of an experiment's core, or `nil` when none was marked.
  public func listing(of experiment: any Experiment.Type) -> String? {
    listings[String(describing: experiment)]
  }

  public var signatures: [ExperimentSignature] { experiments.map { $0.signature } }
}
