/// The page of reference of the model language: every part of it with a sentence and a program that runs.
public enum ProgramReference {
  /// One part of the language.
  public struct Section: Sendable, Hashable {
    public var title: String
    /// Plain text with code in backticks; line feeds separate paragraphs.
    public var text: String
    /// A whole program that uses it.
    public var example: String

    public init(title: String, text: String, example: String) {
      self.title = title
      self.text = text
      self.example = example
    }
  }

  public static let sections = [
    Section(
      title: "A program",
      text: """
        A cell that starts with `%%program` holds a small concurrent program. Its threads are mixed in every possible order; \
        what goes wrong in any of them is shown with the shortest schedule that leads there.
        All values are whole numbers of 64 bits; `true` is 1 and `false` is 0. Statements end with their line, or with `;`. \
        Comments start with `//` or `#`.
        """,
      example: """
        %%program
        var counter = 0

        thread left { counter = counter + 1 }
        thread right { counter = counter + 1 }

        assert counter == 2, "an update was lost"
        """),
    Section(
      title: "Steps",
      text: """
        Each read and each write of a shared variable is a step of its own, from left to right, and between any two steps \
        another thread may make some. `counter = counter + 1` is a read and a write; so is `counter += 1`. What a thread \
        computes with its own variables nobody sees, and it is no step. `&&` and `||` do not look at their right side when \
        the left one decides.
        """,
      example: """
        %%program
        var balance = 100

        thread mother {
          let seen = balance         // one step
          if seen >= 80 {            // none
            balance = seen - 80      // one step
          }
        }
        thread daughter {
          if balance >= 80 { balance -= 80 }   // three
        }

        assert balance == 20
        """),
    Section(
      title: "Shared variables",
      text: """
        `var` declares plain variables, `atomic` atomic ones, `const` numbers that never change. An array has a size: \
        `buffer[4]`; its elements start with one value, or with a list of them. Elements are numbered from 0, and an index \
        outside is an error that the search finds.
        """,
      example: """
        %%program
        const size = 3
        var buffer[size] = 0, prices[3] = [5, 10, 20]
        atomic next = 0

        thread writer(i) for i in 1...2 {
          let place = next.fetchAdd(1)
          buffer[place] = prices[i]
        }

        assert buffer[0] + buffer[1] == 30
        """),
    Section(
      title: "Threads and their own variables",
      text: """
        A `thread` runs from the beginning. `thread worker(i) for i in 1...3` is three of them, `worker 1` to `worker 3`, \
        each with its own `i`. `let` and `var` inside are the thread's own; at the end, assertions and outcomes may look at \
        them: `writer.t`, `worker[2].t`. One that never got a value is 0.
        """,
      example: """
        %%program
        atomic turn = 1

        thread worker(i) for i in 1...3 {
          await turn == i
          let mine = i * 10
          turn = i + 1
        }

        assert worker[2].mine == 20
        assert turn == 4
        """),
    Section(
      title: "Branches and loops",
      text: """
        `if`, `else if`, `else`; `while` with `break` and `continue`. `for i in 1...3` and `for i in 0..<3` run through numbers \
        that are known before the program runs, and are written out round by round. A `while` that waits for others has \
        endlessly many schedules; `await` says the same in one step.
        """,
      example: """
        %%program
        var seats = 2, sold = 0
        mutex office

        thread customer(i) for i in 1...3 {
          var tries = 0
          while tries < 2 {
            tries += 1
            with office {
              if seats == 0 { break }
              seats -= 1
              sold += 1
              break
            }
          }
        }

        assert sold == 2 && seats == 0
        """),
    Section(
      title: "Procedures, spawn and join",
      text: """
        `func` declares a procedure. A call writes it into the place where it stands, with variables of its own; `return` \
        gives a value back. `spawn` starts it as a thread and gives the thread's number, `join` waits for it; `join writer` \
        waits for a thread by its name. How many threads there will be is known before the program runs, so nothing is spawned \
        in a `while`, and a procedure does not call itself.
        """,
      example: """
        %%program
        var accounts[2] = 100
        mutex bank

        func transfer(from, to, amount) {
          with bank {
            if accounts[from] < amount { return false }
            accounts[from] -= amount
            accounts[to] += amount
          }
          return true
        }

        thread main {
          let first = spawn transfer(0, 1, 30)
          let second = spawn transfer(1, 0, 50)
          join first
          join second
          let done = transfer(0, 1, 5)
          assert done, "there is enough left"
        }

        assert accounts[0] + accounts[1] == 200
        """),
    Section(
      title: "Mutexes",
      text: """
        `lock()` waits until nobody holds the mutex, `unlock()` lets go of it, `tryLock()` never waits and gives true when it \
        took it. `with m { … }` holds it for the time of a block, also when the block is left by `break` or `return`. A mutex that \
        is still held when all threads have ended is a failure.
        """,
      example: """
        %%program
        mutex forks[3]

        thread philosopher(i) for i in 0..<3 {
          with forks[i] {
            with forks[(i + 1) % 3] {
              yield
            }
          }
        }
        """),
    Section(
      title: "Read-write locks and semaphores",
      text: """
        An `rwlock` is held by several for reading (`readLock()`, `readUnlock()`) or by one for writing (`writeLock()`, \
        `writeUnlock()`). A `semaphore` starts with a number of units; `acquire()` takes one or waits, `release()` gives one back.
        """,
      example: """
        %%program
        var page = 1, copies = 0
        rwlock book
        semaphore desks = 1

        thread author {
          book.writeLock()
          page = page + 1
          book.writeUnlock()
        }
        thread reader(i) for i in 1...2 {
          book.readLock()
          let seen = page
          book.readUnlock()
          desks.acquire()
          copies = copies + 1
          desks.release()
        }

        assert copies == 2 && reader[1].seen >= 1
        """),
    Section(
      title: "Conditions",
      text: """
        `ready.wait(m)` lets go of the mutex and waits, in one step, and takes the mutex again when it was signalled. `signal()` \
        wakes one thread that waits, `broadcast()` all of them; when nobody waits the signal is lost. So what is waited for is \
        kept in a variable, and asked for in a `while`.
        """,
      example: """
        %%program
        var full = 0
        mutex m
        condition arrived

        thread consumer {
          with m {
            while full == 0 { arrived.wait(m) }
            full = 0
          }
        }
        thread producer {
          with m {
            full = 1
            arrived.signal()
          }
        }
        """),
    Section(
      title: "Barriers and channels",
      text: """
        A `barrier` holds threads back in `wait()` until so many have come. A `channel` passes values on with `send(v)` and \
        `receive()`, oldest first; the number is how many fit. Without one, or with 0, a sender waits until its value was taken.
        """,
      example: """
        %%program
        var parts[2] = 0
        barrier meet = 2
        channel results = 2, last

        thread worker(i) for i in 0...1 {
          parts[i] = i + 1
          meet.wait()
          results.send(parts[0] + parts[1])
        }
        thread collector {
          let sum = results.receive() + results.receive()
          last.send(sum)
        }
        thread printer { let shown = last.receive() }

        assert printer.shown == 6
        """),
    Section(
      title: "Waiting",
      text: """
        `await c` waits until a condition over shared variables holds, and sees it hold in one step. `yield` lets the others go \
        first. Who waits for something that can never come is in a deadlock, which the search reports together with the first \
        step after which it could not be avoided any more.
        """,
      example: """
        %%program
        atomic wants[2] = 0, turn = 0
        var inside = 0

        thread left {
          wants[0] = 1
          turn = 1
          await wants[1] == 0 || turn == 0
          inside += 1
          inside -= 1
          wants[0] = 0
        }
        thread right {
          wants[1] = 1
          turn = 0
          await wants[0] == 0 || turn == 1
          inside += 1
          inside -= 1
          wants[1] = 0
        }

        assert inside == 0
        """),
    Section(
      title: "Atomics and orderings",
      text: """
        Methods of atomics read and write in one step: `fetchAdd`, `fetchSubtract`, `fetchAnd`, `fetchOr`, `fetchXor` and \
        `exchange` give the old value; `compareExchange(expected, desired)` stores only where it finds what it expected, and gives \
        true when it did. `load` and `store` are there to name an ordering: `.relaxed`, `.acquire`, `.release`, `.acquireRelease` or \
        `.seqCst`. The ordering in `atomic(.relaxed)` is for accesses that name none; without it they are `.seqCst`. `fence(…)` \
        orders what stands before it and behind it.
        """,
      example: """
        %%program model: all
        var data = 0
        atomic(.relaxed) ready = 0

        thread writer {
          data = 42
          ready.store(1, .release)
        }
        thread reader {
          if ready.load(.acquire) == 1 {
            assert data == 42, "the flag came before the data"
          }
        }
        """),
    Section(
      title: "Outcomes",
      text: """
        `outcome` says what one outcome of the program consists of; without it, it is the values of all shared variables at the end. \
        `forbidden`, `interesting` and `acceptable` say what to think of some; a schedule that reaches a forbidden one has failed. \
        A program with an `outcome` is explored in all memory models, unless its first line names some.
        """,
      example: """
        %%program
        atomic(.relaxed) x = 0, y = 0

        thread left {
          x = 1
          let r = y
        }
        thread right {
          y = 1
          let r = x
        }

        outcome left.r, right.r
        interesting (0, 0) "both stores were still waiting in their buffers"
        acceptable (1, 1)
        """),
    Section(
      title: "Options",
      text: """
        Behind `%%program` may stand options: `model` (sc, tso, pso, all, or a list), `strategy` (automatic, naive, sleepSets, dpor, \
        bounded, random, pct, walk, stateful), `bound` (preemptions), `limit` (schedules), `seconds`, `seed`, `steps` (of one \
        schedule) and `iterations` (on the processors of this machine, beside the models). They do not change the program, so an id of a schedule stays good.
        """,
      example: """
        %%program model: [sc, tso], strategy: dpor, seconds: 2
        atomic x = 0

        thread a { x.fetchAdd(1) }
        thread b { x.fetchAdd(2) }

        assert x == 3
        """),
  ]
}
