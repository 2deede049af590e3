import Explorer

/// A litmus shape of the oracle: two to four threads of loads and stores, with what herd7 says of it.
struct Shape: Sendable, CustomStringConvertible {
  var name: String
  var threads: [String]
  var outcome: String
  /// Schedules under SC.
  var interleavings: Int
  /// Outcomes and execution graphs under each model.
  var sc: (outcomes: Int, graphs: Int)
  var tso: (outcomes: Int, graphs: Int)
  var pso: (outcomes: Int, graphs: Int)
  /// The outcome that only weak models allow.
  var weak: [Int]
  /// The exact outcomes under SC, as digits; empty where the oracle gives only their number.
  var exact: String = ""
  var declarations = "atomic(.relaxed) x = 0, y = 0, z = 0"

  var description: String { name }

  var source: String {
    let bodies = threads.enumerated().map { "thread p\($0) { \($1) }" }
    return ([declarations] + bodies + ["outcome \(outcome)"]).joined(separator: "\n")
  }
}

/// Sections 4.1 and 4.2 of the oracle, all accesses relaxed.
let shapes: [Shape] = [
  Shape(
    name: "SB", threads: ["x = 1; let r = y", "y = 1; let r = x"], outcome: "p0.r, p1.r",
    interleavings: 6, sc: (3, 3), tso: (4, 4), pso: (4, 4), weak: [0, 0], exact: "01 10 11"),
  Shape(
    name: "MP", threads: ["x = 1; y = 1", "let a = y; let b = x"], outcome: "p1.a, p1.b",
    interleavings: 6, sc: (3, 3), tso: (3, 3), pso: (4, 4), weak: [1, 0], exact: "00 01 11"),
  Shape(
    name: "LB", threads: ["let r = x; y = 1", "let r = y; x = 1"], outcome: "p0.r, p1.r",
    interleavings: 6, sc: (3, 3), tso: (3, 3), pso: (3, 3), weak: [1, 1], exact: "00 01 10"),
  Shape(
    name: "S", threads: ["x = 2; y = 1", "let r = y; x = 1"], outcome: "p1.r, x",
    interleavings: 6, sc: (3, 3), tso: (3, 3), pso: (4, 4), weak: [1, 2], exact: "01 02 11"),
  Shape(
    name: "2+2W", threads: ["x = 1; y = 2", "y = 1; x = 2"], outcome: "x, y",
    interleavings: 6, sc: (3, 3), tso: (3, 3), pso: (4, 4), weak: [1, 1], exact: "12 21 22"),
  Shape(
    name: "IRIW",
    threads: ["x = 1", "y = 1", "let a = x; let b = y", "let a = y; let b = x"],
    outcome: "p2.a, p2.b, p3.a, p3.b", interleavings: 180, sc: (15, 15), tso: (15, 15),
    pso: (15, 15), weak: [1, 0, 1, 0]),
  Shape(
    name: "WRC", threads: ["x = 1", "let r = x; y = 1", "let a = y; let b = x"],
    outcome: "p1.r, p2.a, p2.b", interleavings: 30, sc: (7, 7), tso: (7, 7), pso: (7, 7),
    weak: [1, 1, 0], exact: "000 001 010 011 100 101 111"),
  Shape(
    name: "RWC", threads: ["x = 1", "let a = x; let b = y", "y = 1; let r = x"],
    outcome: "p1.a, p1.b, p2.r", interleavings: 30, sc: (7, 7), tso: (8, 8), pso: (8, 8),
    weak: [1, 0, 0]),
  Shape(
    name: "ISA2", threads: ["x = 1; y = 1", "let r = y; z = 1", "let a = z; let b = x"],
    outcome: "p1.r, p2.a, p2.b", interleavings: 90, sc: (7, 7), tso: (7, 7), pso: (8, 8),
    weak: [1, 1, 0]),
  Shape(
    name: "3.SB", threads: ["x = 1; let r = y", "y = 1; let r = z", "z = 1; let r = x"],
    outcome: "p0.r, p1.r, p2.r", interleavings: 90, sc: (7, 7), tso: (8, 8), pso: (8, 8),
    weak: [0, 0, 0], exact: "001 010 011 100 101 110 111"),
  Shape(
    name: "CoRR", threads: ["x = 1", "let a = x; let b = x"], outcome: "p1.a, p1.b",
    interleavings: 3, sc: (3, 3), tso: (3, 3), pso: (3, 3), weak: [1, 0], exact: "00 01 11"),
  Shape(
    name: "CoWW", threads: ["x = 1; x = 2"], outcome: "x", interleavings: 1, sc: (1, 1),
    tso: (1, 1), pso: (1, 1), weak: [1]),
  Shape(
    name: "CoRW1", threads: ["let r = x; x = 1"], outcome: "p0.r", interleavings: 1, sc: (1, 1),
    tso: (1, 1), pso: (1, 1), weak: [1]),
  Shape(
    name: "CoRW2", threads: ["let r = x; x = 1", "x = 2"], outcome: "p0.r, x", interleavings: 3,
    sc: (3, 3), tso: (3, 3), pso: (3, 3), weak: [2, 2], exact: "01 02 21"),
  Shape(
    name: "CoWR", threads: ["x = 1; let r = x", "x = 2"], outcome: "p0.r, x", interleavings: 3,
    sc: (3, 3), tso: (3, 3), pso: (3, 3), weak: [2, 1], exact: "11 12 22"),
  Shape(
    name: "SB with sc fences",
    threads: ["x = 1; fence(); let r = y", "y = 1; fence(); let r = x"], outcome: "p0.r, p1.r",
    interleavings: 20, sc: (3, 3), tso: (3, 3), pso: (3, 3), weak: [0, 0]),
  Shape(
    name: "MP with sc fences",
    threads: ["x = 1; fence(); y = 1", "let a = y; fence(); let b = x"], outcome: "p1.a, p1.b",
    interleavings: 20, sc: (3, 3), tso: (3, 3), pso: (3, 3), weak: [1, 0]),
  Shape(
    name: "2+2W with sc fences", threads: ["x = 1; fence(); y = 2", "y = 1; fence(); x = 2"],
    outcome: "x, y", interleavings: 20, sc: (3, 3), tso: (3, 3), pso: (3, 3), weak: [1, 1]),
  Shape(
    name: "INC", threads: ["let r = x.fetchAdd(1)", "let r = x.fetchAdd(1)"],
    outcome: "p0.r, p1.r", interleavings: 2, sc: (2, 2), tso: (2, 2), pso: (2, 2), weak: [0, 0]),
  Shape(
    name: "lost update", threads: ["let r = x; x = r + 1", "let r = x; x = r + 1"],
    outcome: "p0.r, p1.r, x", interleavings: 6, sc: (3, 4), tso: (3, 4), pso: (3, 4),
    weak: [1, 1, 2]),
]

/// Section 4.3 and the fences of 4.1: who allows the weak outcome of a shape with mixed orderings.
let mixtures: [(shape: Shape, tso: Bool, pso: Bool?)] = [
  mixture(
    "SB, acquire-release fences",
    ["x = 1; fence(.acquireRelease); let r = y", "y = 1; fence(.acquireRelease); let r = x"],
    "p0.r, p1.r", [0, 0], true, true),
  mixture(
    "SB, one sc fence", ["x = 1; fence(); let r = y", "y = 1; let r = x"], "p0.r, p1.r", [0, 0],
    true, true),
  mixture(
    "SB, sc stores", ["x.store(1, .seqCst); let r = y", "y.store(1, .seqCst); let r = x"],
    "p0.r, p1.r", [0, 0], false, false),
  mixture(
    "MP, release store only", ["x = 1; y.store(1, .release)", "let a = y; let b = x"], "p1.a, p1.b",
    [1, 0], false, false),
  mixture(
    "MP, acquire load only", ["x = 1; y = 1", "let a = y.load(.acquire); let b = x"], "p1.a, p1.b",
    [1, 0], false, true),
  mixture(
    "MP, release and acquire",
    ["x = 1; y.store(1, .release)", "let a = y.load(.acquire); let b = x"], "p1.a, p1.b", [1, 0],
    false, false),
  mixture(
    "MP, release fence", ["x = 1; fence(.release); y = 1", "let a = y.load(.acquire); let b = x"],
    "p1.a, p1.b", [1, 0], false, false),
  mixture(
    "2+2W, release stores",
    ["x.store(1, .release); y.store(2, .release)", "y.store(1, .release); x.store(2, .release)"],
    "x, y", [1, 1], false, false),
  mixture(
    "IRIW, sc stores and acquire loads",
    [
      "x.store(1, .seqCst)", "y.store(1, .seqCst)",
      "let a = x.load(.acquire); let b = y.load(.acquire)",
      "let a = y.load(.acquire); let b = x.load(.acquire)",
    ], "p2.a, p2.b, p3.a, p3.b", [1, 0, 1, 0], false, false),
  mixture(
    "WRC, the last hop ordered",
    ["x = 1", "let r = x; y.store(1, .release)", "let a = y.load(.acquire); let b = x"],
    "p1.r, p2.a, p2.b", [1, 1, 0], false, false),
  mixture(
    "ISA2, every hop ordered",
    [
      "x = 1; y.store(1, .release)", "let r = y.load(.acquire); z.store(1, .release)",
      "let a = z.load(.acquire); let b = x",
    ], "p1.r, p2.a, p2.b", [1, 1, 0], false, false),
  mixture(
    "release store, relaxed update, acquire load",
    [
      "x = 1; y.store(1, .release)", "let r = y.fetchAdd(1, .relaxed)",
      "let a = y.load(.acquire); let b = x",
    ], "p1.r, p2.a, p2.b", [1, 2, 0], false, false),
  mixture(
    "MP, release store, acquire fence",
    ["x = 1; y.store(1, .release)", "let a = y; fence(.acquire); let b = x"], "p1.a, p1.b", [1, 0],
    false, false),
  mixture(
    "MP, release fence and acquire fence",
    ["x = 1; fence(.release); y = 1", "let a = y; fence(.acquire); let b = x"], "p1.a, p1.b",
    [1, 0], false, false),
  mixture(
    "IRIW, relaxed with sc fences in the readers",
    ["x = 1", "y = 1", "let a = x; fence(); let b = y", "let a = y; fence(); let b = x"],
    "p2.a, p2.b, p3.a, p3.b", [1, 0, 1, 0], false, false),
  mixture(
    "CoRR2", ["x = 1", "x = 2", "let a = x; let b = x", "let a = x; let b = x"],
    "p2.a, p2.b, p3.a, p3.b", [1, 2, 2, 1], false, false),
]

private func mixture(
  _ name: String, _ threads: [String], _ outcome: String, _ weak: [Int], _ tso: Bool, _ pso: Bool?
) -> (shape: Shape, tso: Bool, pso: Bool?) {
  (
    Shape(
      name: name, threads: threads, outcome: outcome, interleavings: 0, sc: (0, 0), tso: (0, 0),
      pso: (0, 0), weak: weak), tso, pso
  )
}
