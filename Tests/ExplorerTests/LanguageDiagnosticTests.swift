import Explorer
import SourceLanguage
import Testing

@Suite struct `A wrong program` {
  /// A program with a bit of everything, around statements of a thread.
  private func inThread(_ body: String) -> String {
    """
    const n = 3
    var x = 0, a[3] = 0
    atomic f = 0
    mutex m, forks[2]
    rwlock book
    condition ready
    semaphore slots = 1
    channel mail
    func add(k) { x += k }
    func half(k) { return k / 2 }
    thread other { let seen = x }
    thread main {
    \(body)
    }
    """
  }

  /// The body, the part that is marked, the message, and what is suggested instead.
  @Test(
    arguments: [
      (
        "conter = 1", "conter",
        "`conter` is unknown; a new variable is declared with `var conter = …`.", nil
      ),
      ("let t = y", "y", "`y` is unknown.", nil),
      ("let total = 1\nx = totl", "totl", "`totl` is unknown; did you mean `total`?", "total"),
      (
        "f += 1", "f += 1",
        "`+=` would be two steps, a load and a store; on an atomic variable say which you mean: `f.fetchAdd(1)` for one step, or `… = … + …` for two.",
        "f.fetchAdd(1)"
      ),
      (
        "f -= x", "f -= x",
        "`-=` would be two steps, a load and a store; on an atomic variable say which you mean: `f.fetchSubtract(x)` for one step, or `… = … - …` for two.",
        "f.fetchSubtract(x)"
      ),
      (
        "x.fetchAdd(1)", "fetchAdd",
        "`x` is a plain variable; `fetchAdd` needs an atomic one: `atomic x = …`.", nil
      ),
      (
        "f.fetch_add(1)", "fetch_add",
        "An atomic variable has no `fetch_add`; did you mean `fetchAdd`?", "fetchAdd"
      ),
      (
        "f.cas(0, 1)", "cas", "An atomic variable has no `cas`; did you mean `compareExchange`?",
        "compareExchange"
      ),
      (
        "let t = f.load(acquire)", "acquire", "An ordering is written with a dot: `.acquire`.",
        ".acquire"
      ),
      (
        "let t = f.load(.release)", ".release",
        "A load cannot release anything; it is `.relaxed`, `.acquire` or `.seqCst`.", ".acquire"
      ),
      (
        "f.store(1, .acquire)", ".acquire",
        "A store cannot acquire anything; it is `.relaxed`, `.release` or `.seqCst`.", ".release"
      ),
      (
        "f.store(1, .seq_cst)", "seq_cst",
        "There is no ordering `.seq_cst`; did you mean `.seqCst`?", "seqCst"
      ),
      (
        "f.store(1, .relxed)", "relxed", "There is no ordering `.relxed`; did you mean `.relaxed`?",
        "relaxed"
      ),
      ("f.store()", "store", "`store` takes value: `f.store(value)`.", nil),
      (
        "f.compareExchange(1)", "compareExchange(1",
        "`compareExchange` takes expected and desired: `f.compareExchange(expected, desired)`.", nil
      ),
      (
        "m.lock(.acquire)", ".acquire", "`lock` takes no ordering; it always orders what it must.",
        nil
      ),
      ("fence(.relaxed)", ".relaxed", "A relaxed fence does nothing.", ".acquireRelease"),
      ("m = 1", "m", "`m` is a mutex; it is used by its methods: `m.lock()`.", nil),
      (
        "let t = m", "m",
        "`m` is a mutex and has no value; it is used by its methods, such as `m.lock()`.", nil
      ),
      ("m.lock", "m.lock", "Parentheses follow the method: `.lock()`.", "m.lock()"),
      ("m.acquire()", "acquire", "A mutex has no `acquire`; did you mean `lock`?", "lock"),
      ("slots.wait()", "wait", "A semaphore has no `wait`; did you mean `acquire`?", "acquire"),
      ("lock(m)", "lock(m)", "It is a method: `m.lock()`.", "m.lock()"),
      ("ready.wait()", "wait", "`wait` takes mutex: `ready.wait(mutex)`.", nil),
      (
        "ready.wait(x)", "x", "`wait` lets go of a mutex while it waits. `x` is a shared variable.",
        nil
      ),
      ("ready.notify()", "notify", "A condition has no `notify`; did you mean `signal`?", "signal"),
      (
        "with book { }", "book",
        "`with` takes a mutex for the time of a block. `book` is a read-write lock: write `book.readLock()` … `book.readUnlock()`, or the same with `write`.",
        nil
      ),
      ("with mm { }", "mm", "`mm` is unknown; did you mean `m`?", "m"),
      ("let t = m.lock()", "m.lock()", "`lock` gives no value; it is a statement of its own.", nil),
      ("let t = add(1)", "add(1)", "`add` gives back no value; it has no `return` with one.", nil),
      ("add(1, 2)", "add(1, 2)", "`add` takes 1 argument (k); here are 2.", nil),
      ("ad(1)", "ad", "There is no procedure `ad`; did you mean `add`?", "add"),
      ("add", "add", "Parentheses follow the procedure: `add()`.", "add()"),
      (
        "print(x)", "print(x)", "Nothing is printed; every step of a schedule shows all values.",
        nil
      ),
      (
        "other()", "other",
        "`other` is a thread and cannot be called; it starts by itself. What is spawned is a `func`.",
        nil
      ),
      ("n = 4", "n", "`n` is a constant and cannot change.", nil),
      (
        "let t = 1\nt = 2", "t",
        "`t` was declared with `let` and cannot change; declare it with `var`.", nil
      ),
      (
        "for i in 1...2 { i = 3 }", "i",
        "`i` is the number of a `for` and cannot change; copy it: `var other = i`.", nil
      ),
      (
        "var x = 1", "x",
        "`x` is a shared variable already, which would be hidden; take another name, such as `ownX`.",
        "ownX"
      ),
      ("var t = 1\nvar t = 2", "t", "`t` is declared already; take another name.", "t2"),
      ("let t", "t", "`let` needs a value: `let t = 0`; what changes later is a `var`.", nil),
      ("a = 1", "a", "`a` is an array; choose an element, such as `a[0]`.", "a[0]"),
      ("x[1] = 1", "x", "`x` is no array and has no elements.", nil),
      ("a[3] = 1", "3", "There is no element 3; they are numbered 0 to 2.", nil),
      ("x++", "x++", "There is no `++`; write `x += 1`.", "x += 1"),
      ("--x", "--x", "There is no `--`; write `x -= 1`.", "x -= 1"),
      ("x *= 2", "*=", "There is no `*=`; write `x = x * …`.", nil),
      ("int t = 5", "int", "There is no `int`; write `var`.", "var"),
      ("if x = 1 { }", "=", "`=` assigns; two values are compared with `==`.", "=="),
      (
        "x == 1", "x == 1",
        "This compares and does nothing with the answer; `=` assigns, `assert` demands.", "x = 1"
      ),
      ("x + 1", "x + 1", "This is a value that nothing is done with.", nil),
      ("if x == 1 & f == 2 { }", "&", "`&` is not read here; and is written `&&`.", "&&"),
      ("if x == 1 and f == 2 { }", "and", "`and` is written `&&`.", "&&"),
      ("if not x { }", "not", "Not is written `!`.", "!"),
      ("if x == 1 x = 2", "x", "What belongs to `if` stands in braces: `{ … }`.", nil),
      ("if x == 1: x = 2", ":", "What belongs to `if` stands in braces: `{ … }`.", nil),
      ("if 1 < x < 3 { }", "<", "Comparisons cannot be chained; write `a < b && b < c`.", nil),
      ("elif x == 1 { }", "elif", "There is no `elif`; write `else if`.", "else if"),
      ("else { }", "else", "This `else` belongs to no `if`.", nil),
      (
        "break", "break",
        "There is no loop around this `break`; a thread or procedure is left by `return`.", nil
      ),
      ("return 1", "1", "A thread gives back nothing; write `return` alone.", ""),
      (
        "for (int i = 0; i < 3; i++) { x = 1 }", "(",
        "A loop names its range: `for i in 1...3 { … }`, or use `while`.", nil
      ),
      ("for i in range(3) { }", "range(3)", "A range is written with dots: `0..<3`.", "0..<3"),
      ("for i in 1..3 { }", "..", "A range has three dots: `1...3`.", "..."),
      (
        "for i in 1...x { }", "x",
        "How often a `for` runs must be known before the program runs; use numbers, constants, or a `while`.",
        nil
      ),
      (
        "for i in 1...9999 { }", "1...9999",
        "This loop has too many rounds; it may have 1024, or be a `while`.", nil
      ),
      (
        "while x { spawn add(1) }", "spawn add(1)",
        "How many threads there will be must be known before the program runs, so nothing is spawned inside a `while`; use a `for`.",
        nil
      ),
      (
        "for i in 1...20 { spawn add(1) }", "spawn add(1)",
        "A program may have 16 threads, spawned ones among them; these are more.", nil
      ),
      (
        "await m.tryLock()", "m.tryLock()",
        "The condition of `await` is seen in one step and changes nothing; do `tryLock` in a statement.",
        nil
      ),
      (
        "await half(x) == 1", "half(x)",
        "The condition of `await` is seen in one step; it cannot call `half`.", nil
      ),
      (
        "let t = other.seen", "other.seen",
        "What `other` keeps for itself can be seen only when all threads have ended, in `assert` and `outcome` at the top.",
        nil
      ),
      (
        "other.seen = 1", "other.seen", "What a thread keeps for itself nobody else can change.",
        nil
      ),
      ("join other[1]", "other[1]", "There is only one thread `other`.", "other"),
      ("x = 1.5", "1.5", "There are only whole numbers.", nil),
      ("x = 12ab", "12ab", "`12ab` is neither a number nor a name.", nil),
      (
        "x = 99999999999999999999", "99999999999999999999",
        "This number is too large; numbers have 64 bits.", nil
      ),
      ("x = \"a\"", "\"a\"", "A text is no value; values are numbers.", nil),
      ("x = True", "True", "It is written in small letters.", "true"),
      ("x = null", "null", "There is no `null`; values are numbers.", "0"),
      (
        "x = .acquire", ".acquire",
        "`.acquire` is no value; an ordering is the last argument of an access such as `x.load(.acquire)`.",
        nil
      ),
      ("var t: Int = 1", ": Int", "All values are numbers, so no type is written.", ""),
      (
        "var while = 1", "while",
        "`while` is a word of the language and cannot be a name; choose another one.", "while1"
      ),
      (
        "  mutex k", "mutex",
        "`mutex` stands at the top of the program, outside of threads and procedures.", nil
      ),
      (
        "assert x == 1, why", "why",
        "A text in quotes follows the comma: `assert x == 1, \"why\"`.", nil
      ),
      (
        "x = 1 y = 2", "y",
        "`y` does not belong here. Statements stand on lines of their own, or `;` stands between them.",
        nil
      ),
      ("x = (1 + 2", "", "`)` is missing.", nil),
      ("x =", "", "A value is missing here.", nil),
      ("/* x */", "/*", "A comment starts with `//` and ends with its line.", "//"),
      (
        "é = 1", "é",
        "`é` cannot be read; names are written with the letters a to z, digits and `_`.", nil
      ),
      ("yeild x", "yeild", "`yeild` is unknown; did you mean `yield`?", "yield"),
    ] as [(String, String, String, String?)])
  func `is told what to do`(
    body: String, text: String, message: String, suggestion: String?
  ) throws {
    let found = diagnoses(inThread(body))
    let first = try #require(found.first, "\(body)")
    #expect(first.text == text)
    #expect(first.message == message)
    #expect(first.suggestion == suggestion)
    #expect(found.count == 1, "\(found.map(\.message))")
  }

  @Test(
    arguments: [
      ("", "", "There is no thread yet; at least one is needed: `thread main { … }`.", nil),
      ("int x = 0", "int", "There is no `int`; write `var`.", "var"),
      ("process p { }", "process", "There is no `process`; write `thread`.", "thread"),
      (
        "let x = 0\nthread t { }", "let",
        "A shared variable is declared with `var`, a fixed number with `const`.", "var"
      ),
      ("thred t { }", "thred", "`thred` is unknown; did you mean `thread`?", "thread"),
      ("x = 1", "x", "A statement stands inside a thread: `thread main { … }`.", nil),
      ("while 1 { }", "while", "A statement stands inside a thread: `thread main { … }`.", nil),
      ("var x = 0, x = 1\nthread t { }", "x", "`x` is declared already; take another name.", "x2"),
      ("mutex m\nthread m { }", "m", "`m` is declared already; take another name.", "m2"),
      ("thread { }", "{", "A thread needs a name: `thread writer { … }`.", "writer {"),
      (
        "thread w[3] { }", "[", "Several threads are written `thread w(i) for i in 1...3 { … }`.",
        nil
      ),
      (
        "thread w(i) { }", "i",
        "Which numbers `i` stands for is missing: `thread w(i) for i in 1...3 { … }`.", nil
      ),
      (
        "thread w(i) for k in 1...3 { }", "i", "The parentheses hold the name behind `for`: `k`.",
        "k"
      ),
      (
        "thread w(i) for i in 3...1 { }", "3...1",
        "This range is empty, so there would be no thread.", nil
      ),
      (
        "thread w(i) for i in 1...17 { }", "w", "A program may have 16 threads; these are more.",
        nil
      ),
      (
        "var n = 3\nthread w(i) for i in 1...n { }", "n",
        "This must be a number that is known before the program runs.", nil
      ),
      (
        "var a[k] = 0\nthread t { }", "k",
        "`k` is unknown here; a number must be known at this place, or a `const` declared further up.",
        nil
      ),
      ("var a[0] = 0\nthread t { }", "0", "`a` must have 1 to 240 elements; 0 is too few.", nil),
      (
        "var a[2] = [1, 2, 3]\nthread t { }", "[1, 2, 3]", "`a` has 2 elements; here are 3 values.",
        nil
      ),
      (
        "var a = [1, 2]\nthread t { }", "[1, 2]", "Several values need an array: `a[2] = […]`.", nil
      ),
      (
        "var a[200], b[200]\nthread t { }", "b",
        "A program may have 240 shared variables and objects together, elements of arrays counted one by one.",
        nil
      ),
      ("const k = 1 / 0\nthread t { }", "1 / 0", "This divides by zero.", nil),
      (
        "semaphore s\nthread t { }", "s",
        "How many units it starts with is missing: `semaphore s = 1`.", "s = 1"
      ),
      ("barrier b = 0\nthread t { }", "0", "A barrier may have 1 to 16; 0 is too small.", nil),
      ("mutex m = 1\nthread t { }", "1", "A mutex has no value.", nil),
      (
        "atomic(relaxed) x = 0\nthread t { }", "relaxed",
        "An ordering stands in these parentheses, such as `.relaxed`.", ".relaxed"
      ),
      ("atomic int x = 0\nthread t { }", "int", "`atomic x = 0` says it all; leave out `int`.", ""),
      (
        "func f() { f() }\nthread t { f() }", "f",
        "`f` calls itself (f → f); a procedure is written into the place where it is called, so use a loop.",
        nil
      ),
      (
        "func f() { g() }\nfunc g() { spawn f() }\nthread t { f() }", "f",
        "`f` calls itself (f → g → f); a procedure is written into the place where it is called, so use a loop.",
        nil
      ),
      (
        "thread t { x = 1 }", "x", "`x` is unknown; a new variable is declared with `var x = …`.",
        nil
      ),
      ("thread t { let r = 1 }\noutcome t.s", "s", "`t` has no variable `s`; it has `r`.", nil),
      (
        "thread t { let total = 1 }\noutcome t.totl", "totl",
        "`t` has no variable `totl`; did you mean `total`?", "total"
      ),
      (
        "thread t { let r = 1 }\nassert r == 1", "r",
        "`r` belongs to a thread; at the end it is called `t.r`.", "t.r"
      ),
      (
        "thread w(i) for i in 1...2 { let r = 1 }\nassert w.r == 1", "w",
        "There are several threads `w`; say which: `w[1]`.", "w[1]"
      ),
      (
        "thread w(i) for i in 1...2 { let r = 1 }\nassert w[3].r == 1", "w[3]",
        "There is no thread `w[3]`.", nil
      ),
      (
        "mutex m\nthread t { }\nassert m.tryLock()", "m.tryLock()",
        "When all threads have ended nothing changes any more; only values can be looked at.", nil
      ),
      (
        "var x = 0, y = 0\nthread t { }\nforbidden (1)", "forbidden (1)",
        "An outcome has 2 values (x, y); here is 1.", nil
      ),
      (
        "var x = 0\nthread t { }\noutcome x\nforbidden (1)\nacceptable (1)", "acceptable (1)",
        "This outcome was spoken about already.", nil
      ),
      (
        "var x = 0\nthread t { }\noutcome x\noutcome x", "outcome x",
        "There is one `outcome`; put all its values into one list.", nil
      ),
      ("thread t {\n  if 1 {\n}\nthread u { }", "{", "This block has no end; `}` is missing.", nil),
      ("thread t { } }", "}", "This `}` closes nothing.", ""),
      (
        "thread t { yield }\n%%program", "%",
        "A line with `%%` names the language of a cell; it is the first one.", nil
      ),
      ("%%python\nthread t { }", "%%python", "The first line of a program is `%%program`.", nil),
      (
        "%%progam\nthread t { }", "%%progam", "The first line of a program is `%%program`.",
        "%%program"
      ),
      (
        "%%program modl: sc\nthread t { }", "modl",
        "There is no option `modl`; did you mean `model`?", "model"
      ),
      (
        "%%program model: tos\nthread t { }", "tos", "`model` cannot be `tos`; did you mean `tso`?",
        "tso"
      ),
      (
        "%%program bound: 1.5\nthread t { }", "1.5", "`bound` is a whole number between 0 and 64.",
        nil
      ),
      (
        "%%program seconds\nthread t { }", "seconds", "A value is missing: `seconds: 10`.",
        "seconds: 10"
      ),
      (
        "%%program seed = 7\nthread t { }", "=", "A colon stands between an option and its value.",
        ":"
      ),
      ("%%program model: sc, model: tso\nthread t { }", "model", "`model` is given twice.", nil),
    ] as [(String, String, String, String?)])
  func `is told what to declare`(
    source: String, text: String, message: String, suggestion: String?
  ) throws {
    let found = diagnoses(source)
    let first = try #require(found.first, "\(source)")
    #expect(first.text == text)
    #expect(first.message == message)
    #expect(first.suggestion == suggestion)
    #expect(found.count == 1, "\(found.map(\.message))")
  }

  @Test func `has all its mistakes named at once, in their order`() {
    let found = Program.parse(
      """
      var x = = 1
      thread a {
        x = ;
        if x == 1 { x++ }
        y = 2 z
      }
      thread b {
        while x = 1 { f( }
        x = 3
      }
      """
    ).diagnostics
    #expect(found.map(\.range.from.line) == [1, 3, 4, 5, 8, 8])
    let names = Program.parse(
      "var x = 0\nthread a {\n  y = 1\n  x = z\n  m.lock()\n}\nassert w == 1")
    #expect(names.diagnostics.map(\.range.from.line) == [3, 4, 5, 7])
    #expect(names.program == nil)
  }

  @Test func `with more mistakes than anybody reads has the first ones named`() {
    let source = "thread a {\n" + String(repeating: "  nothing = 1\n", count: 100) + "}"
    let found = Program.parse(source).diagnostics
    #expect(found.count == 40)
    #expect(found.last?.message.hasSuffix("they show once these are mended.)") == true)
  }
}
