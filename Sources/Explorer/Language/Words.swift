/// The words of the language, for the parser, the editor's help and whatever colours programs.
public enum Words {
  /// Words that declare something shared, and are types at the same time.
  public static let types = [
    "var", "atomic", "mutex", "rwlock", "condition", "semaphore", "barrier", "channel", "const",
  ]
  /// Words of the top of a program that declare something else.
  public static let declarations = [
    "thread", "func", "assert", "outcome", "forbidden", "interesting", "acceptable",
  ]
  /// Words of statements and values.
  public static let statements = [
    "let", "var", "if", "else", "while", "for", "in", "break", "continue", "return", "await",
    "yield",
    "with", "spawn", "join", "assert", "true", "false", "fence",
  ]
  /// Everything that cannot be a name.
  public static let keywords = unique(types + declarations + statements)

  /// The methods of all kinds of objects, each name once.
  public static let methods = unique(Method.all.map(\.name))

  /// The orderings of memory accesses, weakest first, as they are written behind the dot.
  public static let orderings = Ordering.allCases.map(\.spelling)

  static let reserved = Set(keywords)

  /// Words that start a declaration at the top of a program.
  static let starters = Set(types + declarations)

  /// Those of them that no statement starts with.
  static let onlyAtTop = starters.subtracting(["var", "assert"])

  private static func unique(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }
}

extension Ordering {
  /// As it is written behind the dot.
  public var spelling: String {
    switch self {
    case .relaxed: "relaxed"
    case .acquire: "acquire"
    case .release: "release"
    case .acquireRelease: "acquireRelease"
    case .sequentiallyConsistent: "seqCst"
    }
  }

  init?(spelling: String) {
    guard let ordering = Ordering.allCases.first(where: { $0.spelling == spelling }) else {
      return nil
    }
    self = ordering
  }

  /// What it means, in two sentences.
  var meaning: String {
    switch self {
    case .relaxed:
      "Only the access itself is indivisible. It orders nothing else: other accesses may be seen in another order."
    case .acquire:
      "For loads: what comes after it in this thread happens after it. It sees everything that happened before the "
        + "releasing store whose value it reads."
    case .release:
      "For stores: what comes before it in this thread happens before it. Whoever reads the value with an acquiring "
        + "load sees all of that."
    case .acquireRelease:
      "For read-modify-writes and fences: acquires what it reads and releases what it writes."
    case .sequentiallyConsistent:
      "The strongest: all accesses of this kind stand in one order that all threads agree on. In the models with store "
        + "buffers it waits until the thread's own stores have reached memory."
    }
  }
}
