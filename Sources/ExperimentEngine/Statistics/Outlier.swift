/// How far a sample lies from the others, by Tukey's fences.
///
/// A label, never a reason to drop it.
public enum Outlier: String, Hashable, Sendable {
  case none, mild, severe

  /// The label of each sample, in the order of the samples.
  public static func labels(of samples: [Double]) -> [Outlier] {
    guard let summary = Summary(samples), samples.count >= 4 else {
      return samples.map { _ in .none }
    }
    let (low, high) = (summary.quantile(0.25), summary.quantile(0.75))
    let range = high - low
    return samples.map { sample in
      if sample < low - 3 * range || sample > high + 3 * range { return .severe }
      if sample < low - 1.5 * range || sample > high + 1.5 * range { return .mild }
      return .none
    }
  }
}
