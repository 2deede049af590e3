/// Places of cells as numbers with gaps, so that a move changes one cell and not its neighbours.
enum Rank {
  /// The gap between neighbours that were placed together; it can be halved 32 times.
  static let step = 1 << 32

  /// A rank between two others, or nil when there is no room left and all must be placed anew.
  static func between(_ lower: Int?, _ upper: Int?) -> Int? {
    switch (lower, upper) {
    case (nil, nil): step
    case (let lower?, nil): lower < Int.max - step ? lower + step : nil
    case (nil, let upper?): upper > Int.min + step ? upper - step : nil
    case (let lower?, let upper?): upper - lower > 1 ? lower + (upper - lower) / 2 : nil
    }
  }
}
