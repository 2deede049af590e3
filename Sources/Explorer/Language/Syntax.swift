/// A name where it is written.
struct Name {
  var text: String
  var bytes: Range<Int>
}

/// A value as it is written.
struct Expression {
  indirect enum Kind {
    case number(Int)
    case name(String)
    /// `buffer[i]`
    case element(Name, Expression)
    /// `writer.t`, `worker[2].t`
    case member(Expression, Name)
    /// `x.load(.acquire)`, `forks[i].lock()`
    case method(Expression, Name, [Expression])
    /// `transfer(1, 2)`, `fence()`
    case call(Name, [Expression])
    case spawn(Name, [Expression])
    /// `.acquire`
    case ordering(Name)
    case unary(Operator, Expression)
    case binary(Operator, Expression, Expression)
    /// Something that could not be read, and about which something was said.
    case invalid
  }

  var kind: Kind
  var bytes: Range<Int>
}

enum Operator: String {
  case or = "||"
  case and = "&&"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case not = "!"

  /// How strongly it binds as a sign between two values; `nil` for `!`.
  var strength: Int? {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 3
    case .add, .subtract: 4
    case .multiply, .divide, .remainder: 5
    case .not: nil
    }
  }

  var isComparison: Bool { strength == 3 }
  /// Whether it gives 0 or 1.
  var isLogical: Bool { strength.map { $0 <= 3 } ?? true }
}

/// `1...3` or `0..<n`.
struct RangeSyntax {
  var lower: Expression
  var upper: Expression
  var isOpen: Bool
  var bytes: Range<Int>
}

struct Block {
  var statements: [Statement]
  /// From the opening to the closing brace.
  var bytes: Range<Int>

  /// The closing brace, where what happens at the end comes from.
  var close: Range<Int> { max(bytes.lowerBound, bytes.upperBound - 1)..<bytes.upperBound }
}

struct Statement {
  indirect enum Kind {
    case local(isMutable: Bool, Name, Expression?)
    /// The operator is `nil` for `=`.
    case assign(Expression, Operator?, Expression)
    case choose([(condition: Expression, block: Block)], otherwise: Block?)
    case loop(Expression, Block)
    case unroll(Name, RangeSyntax, Block)
    case leave
    case again
    case giveBack(Expression?)
    case await(Expression)
    case yield
    case assert(Expression, String?)
    case with(Expression, Block)
    case join(Expression)
    case perform(Expression)
  }

  var kind: Kind
  var bytes: Range<Int>
}

/// What stands at the top of a program.
struct Declaration {
  enum Kind {
    case constant(Name, Expression)
    case variables([VariableSyntax], isAtomic: Bool, ordering: Name?)
    case objects([ObjectSyntax], SyncObject.Kind)
    case thread(ThreadSyntax)
    case procedure(ProcedureSyntax)
    case assertion(Expression, String?)
    case outcome([Expression])
    case grade(OutcomeGrade.Grade, [Expression], String?)
  }

  var kind: Kind
  var bytes: Range<Int>
}

struct VariableSyntax {
  var name: Name
  var size: Expression?
  var initial: Initial?

  enum Initial {
    case value(Expression)
    case list([Expression], Range<Int>)
  }
}

struct ObjectSyntax {
  var name: Name
  var count: Expression?
  var size: Expression?
}

struct ThreadSyntax {
  var name: Name
  var family: (parameter: Name, range: RangeSyntax)?
  var body: Block
}

struct ProcedureSyntax {
  var name: Name
  var parameters: [Name]
  var body: Block
}
