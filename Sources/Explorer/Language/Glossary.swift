/// What the words of the language mean, for whoever points at one.
enum Glossary {
  struct Entry {
    /// How it is written.
    var form: String
    /// One to three sentences.
    var text: String
    /// What an editor puts in; the word alone where it is empty.
    var insert = ""
  }

  static func entry(_ word: String, isAtTop: Bool) -> Entry? {
    if word == "var" || word == "assert" { return isAtTop ? top[word] : statements[word] }
    return top[word] ?? statements[word]
  }

  static let top: [String: Entry] = [
    "const": Entry(
      form: "const n = 3",
      text:
        "A number with a name, known before the program runs. Costs nothing and is no shared variable.",
      insert: "const "),
    "var": Entry(
      form: "var counter = 0, buffer[4] = 0",
      text:
        "Plain shared variables. Each read and each write is a step of its own, so `x = x + 1` is two. Two threads that use "
        + "one without any order between them, one of them writing, are a data race.",
      insert: "var "),
    "atomic": Entry(
      form: "atomic flag = 0, atomic(.relaxed) x = 0",
      text:
        "Atomic shared variables: never a data race, and with methods that read and write in one step. The ordering in "
        + "parentheses is used where an access names none; without it that is `.seqCst`.",
      insert: "atomic "),
    "mutex": Entry(
      form: "mutex m, forks[5]",
      text:
        "A lock that one thread at a time can hold: `m.lock()`, `m.unlock()`, or `with m { … }`.",
      insert: "mutex "),
    "rwlock": Entry(
      form: "rwlock book",
      text: "A lock that several can hold for reading, or one for writing.", insert: "rwlock "),
    "condition": Entry(
      form: "condition ready",
      text:
        "Where threads wait, under a mutex, until another one signals. A signal without anybody waiting is lost.",
      insert: "condition "),
    "semaphore": Entry(
      form: "semaphore slots = 2",
      text: "A number of units that threads take and give back; who finds none waits.",
      insert: "semaphore "),
    "barrier": Entry(
      form: "barrier meet = 3",
      text: "Holds threads back until so many have come, and can then be used again.",
      insert: "barrier "),
    "channel": Entry(
      form: "channel mail = 1",
      text:
        "Passes values on, oldest first, with room for so many. Without room, sender and receiver meet.",
      insert: "channel "),
    "thread": Entry(
      form: "thread worker(i) for i in 1...3 { … }",
      text:
        "A thread that runs from the beginning; with `for` several, each with its own number. What they do is mixed in every "
        + "possible order.",
      insert: "thread "),
    "func": Entry(
      form: "func transfer(from, to) { … }",
      text:
        "A procedure: called by threads, or spawned as one. It is written into the place where it is called, so it cannot "
        + "call itself.",
      insert: "func "),
    "assert": Entry(
      form: "assert counter == 2, \"an update was lost\"",
      text:
        "Must hold when all threads have ended. It may look at shared variables, and at what threads kept: `writer.t`.",
      insert: "assert "),
    "outcome": Entry(
      form: "outcome left.r, right.r",
      text:
        "What one outcome of the program consists of. Without it, the values of all shared variables at the end.",
      insert: "outcome "),
    "forbidden": Entry(
      form: "forbidden (0, 0) \"why\"",
      text: "An outcome that must never come about; a schedule that reaches it has failed.",
      insert: "forbidden ("),
    "interesting": Entry(
      form: "interesting (0, 0) \"why\"",
      text: "An outcome that is allowed and worth a word.", insert: "interesting ("),
    "acceptable": Entry(
      form: "acceptable (1, 1) \"why\"", text: "An outcome that is fine.",
      insert: "acceptable ("),
  ]

  static let statements: [String: Entry] = [
    "let": Entry(
      form: "let t = x",
      text:
        "A variable of the thread itself that never changes. Nobody else sees it, so using it is no step.",
      insert: "let "),
    "var": Entry(
      form: "var t = 0",
      text: "A variable of the thread itself. Nobody else sees it, so using it is no step.",
      insert: "var "),
    "if": Entry(
      form: "if c { … } else { … }", text: "Goes on with the first block whose condition is not 0.",
      insert: "if "),
    "else": Entry(form: "else { … }", text: "What happens when no condition before held."),
    "while": Entry(
      form: "while c { … }",
      text: "Repeats the block as long as the condition holds; each round reads it anew.",
      insert: "while "),
    "for": Entry(
      form: "for i in 1...3 { … }",
      text:
        "Repeats the block for each number. The range is known before the program runs, and the rounds are written out one "
        + "after the other; `0..<3` is without the 3.",
      insert: "for "),
    "in": Entry(form: "for i in 1...3", text: "Stands between the number of a loop and its range."),
    "break": Entry(
      form: "break", text: "Leaves the loop; a `with` that is left gives its mutex back."),
    "continue": Entry(
      form: "continue",
      text: "Goes on with the next round; a `with` that is left gives its mutex back."),
    "return": Entry(
      form: "return x",
      text: "Leaves the procedure, with a value where one is wanted, or ends the thread.",
      insert: "return "),
    "await": Entry(
      form: "await flag == 1",
      text:
        "Waits until the condition holds and sees it hold, in one step. The right way to wait for a variable: a loop that "
        + "asks again and again has endlessly many schedules.",
      insert: "await "),
    "yield": Entry(
      form: "yield",
      text: "Lets the others go first: this thread goes on once another one made a step."),
    "with": Entry(
      form: "with m { … }",
      text: "Holds a mutex for the time of the block, also when the block is left early.",
      insert: "with "),
    "spawn": Entry(
      form: "let t = spawn transfer(1, 2)",
      text: "Starts a procedure as a thread of its own and gives its number, for `join`.",
      insert: "spawn "),
    "join": Entry(
      form: "join t",
      text:
        "Waits until a thread has ended: one that was spawned, or one by its name. All that it did happens before.",
      insert: "join "),
    "assert": Entry(
      form: "assert t == 1, \"why\"",
      text:
        "Must hold here; a schedule in which it does not has failed. Each shared variable in it is read in a step.",
      insert: "assert "),
    "fence": Entry(
      form: "fence(.seqCst)",
      text:
        "Orders the accesses before it and behind it, without touching a variable. A `.seqCst` one waits until the thread's "
        + "own stores have reached memory.",
      insert: "fence()"),
    "true": Entry(form: "true", text: "The number 1."),
    "false": Entry(form: "false", text: "The number 0."),
  ]
}
