import ExperimentEngine

/// The well-known shapes of litmus tests (Alglave, Maranget and Tautschnig 2014 list them by these names).
enum LitmusTest: String, NamedChoice {
  case storeBuffering, messagePassing, loadBuffering, r, s, twoPlusTwoWrites, iriw, wrc, rwc, isa2,
    threeStoreBuffering, coRR

  var summary: String {
    switch self {
    case .storeBuffering: "SB: each writes one variable, then reads the other's"
    case .messagePassing: "MP: one writes data, then a flag; one reads the flag, then the data"
    case .loadBuffering: "LB: each reads one variable, then writes the other's"
    case .r: "R: two writes against a write and a read"
    case .s: "S: two writes against a read and a write"
    case .twoPlusTwoWrites: "2+2W: both write both variables, in opposite orders"
    case .iriw: "IRIW: two readers look at independent writes in opposite orders"
    case .wrc: "WRC: a write is read by one who writes for a third"
    case .rwc: "RWC: a read of a write, against one who writes and reads"
    case .isa2: "ISA2: a message that is passed on by a third thread"
    case .threeStoreBuffering: "3.SB: store buffering round a circle of three"
    case .coRR: "CoRR: two reads of one variable"
    }
  }

  /// One load or store of a thread.
  enum Access: Hashable, Sendable {
    case store(Variable, Int)
    case load(Variable)

    var variable: Variable {
      switch self {
      case .store(let variable, _), .load(let variable): variable
      }
    }
  }

  enum Variable: String, Hashable, Sendable, CaseIterable { case x, y, z }

  /// What each thread does, one or two accesses.
  var threads: [[Access]] {
    switch self {
    case .storeBuffering: [[.store(.x, 1), .load(.y)], [.store(.y, 1), .load(.x)]]
    case .messagePassing: [[.store(.x, 1), .store(.y, 1)], [.load(.y), .load(.x)]]
    case .loadBuffering: [[.load(.x), .store(.y, 1)], [.load(.y), .store(.x, 1)]]
    case .r: [[.store(.x, 1), .store(.y, 1)], [.store(.y, 2), .load(.x)]]
    case .s: [[.store(.x, 2), .store(.y, 1)], [.load(.y), .store(.x, 1)]]
    case .twoPlusTwoWrites: [[.store(.x, 1), .store(.y, 2)], [.store(.y, 1), .store(.x, 2)]]
    case .iriw:
      [[.store(.x, 1)], [.store(.y, 1)], [.load(.x), .load(.y)], [.load(.y), .load(.x)]]
    case .wrc: [[.store(.x, 1)], [.load(.x), .store(.y, 1)], [.load(.y), .load(.x)]]
    case .rwc: [[.store(.x, 1)], [.load(.x), .load(.y)], [.store(.y, 1), .load(.x)]]
    case .isa2:
      [[.store(.x, 1), .store(.y, 1)], [.load(.y), .store(.z, 1)], [.load(.z), .load(.x)]]
    case .threeStoreBuffering:
      [[.store(.x, 1), .load(.y)], [.store(.y, 1), .load(.z)], [.store(.z, 1), .load(.x)]]
    case .coRR: [[.store(.x, 1)], [.load(.x), .load(.x)]]
    }
  }

  /// The variables whose last values belong to the outcome, behind everything that was read.
  var finals: [Variable] {
    switch self {
    case .r: [.y]
    case .s: [.x]
    case .twoPlusTwoWrites: [.x, .y]
    default: []
    }
  }

  /// The outcome that no order of the steps explains.
  var weak: [Int] {
    switch self {
    case .storeBuffering: [0, 0]
    case .messagePassing, .coRR: [1, 0]
    case .loadBuffering: [1, 1]
    case .r: [0, 2]
    case .s: [1, 2]
    case .twoPlusTwoWrites: [1, 1]
    case .iriw: [1, 0, 1, 0]
    case .wrc, .isa2: [1, 1, 0]
    case .rwc: [1, 0, 0]
    case .threeStoreBuffering: [0, 0, 0]
    }
  }

  var variables: [Variable] {
    Variable.allCases.filter { variable in
      threads.contains { $0.contains { $0.variable == variable } }
    }
  }

  /// What an outcome consists of, as the program names it.
  var columns: [String] {
    threads.enumerated().flatMap { thread, accesses in
      loads(accesses).indices.map { "p\(thread).r\($0)" }
    } + finals.map(\.rawValue)
  }

  private func loads(_ accesses: [Access]) -> [Access] {
    accesses.filter { if case .load = $0 { true } else { false } }
  }
}

/// What orders the accesses of a litmus test.
enum LitmusOrdering: String, NamedChoice {
  case relaxed, acquireRelease, sequentiallyConsistent, acquireReleaseFences,
    sequentiallyConsistentFences

  var summary: String {
    switch self {
    case .relaxed: "nothing: all accesses are relaxed"
    case .acquireRelease: "stores release, loads acquire"
    case .sequentiallyConsistent: "all accesses are sequentially consistent"
    case .acquireReleaseFences: "relaxed, with an acquire-release fence between two accesses"
    case .sequentiallyConsistentFences:
      "relaxed, with a sequentially consistent fence between two accesses"
    }
  }

  /// Whether every store of a thread reaches memory before its next load looks there.
  var isSequential: Bool {
    self == .sequentiallyConsistent || self == .sequentiallyConsistentFences
  }
}
