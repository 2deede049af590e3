import ConcurrencyPrimitives
import Testing

@Suite struct `The rules of a mutex` {
  @Test func `let one in and hand over in the order of arrival`() {
    var rules = MutexRules()
    check(rules.arrive(1, wanting: ()), is: true)
    check(rules.arrive(2, wanting: ()), is: false)
    check(rules.arrive(3, wanting: ()), is: false)
    check(rules.leave(1), is: [2])
    #expect(rules.owner?.visitor == 2)
    check(rules.leave(2), is: [3])
    check(rules.leave(3), is: [])
    #expect(rules.owner == nil)
  }

  @Test func `forget who gave up`() {
    var rules = MutexRules()
    check(rules.arrive(1, wanting: ()), is: true)
    check(rules.arrive(2, wanting: ()), is: false)
    check(rules.arrive(3, wanting: ()), is: false)
    check(rules.withdraw(2), is: [])
    check(rules.leave(1), is: [3])
  }

  @Test func `number every visit once`() {
    var rules = MutexRules()
    var numbers: Set<UInt64> = []
    for _ in 0..<10 {
      check(rules.arrive(1, wanting: ()), is: true)
      numbers.insert(rules.owner?.number ?? 0)
      check(rules.leave(1), is: [])
    }
    #expect(numbers.count == 10)
  }
}

@Suite struct `The rules of a semaphore` {
  @Test func `let in as many as there are permits`() {
    var rules = SemaphoreRules(permits: 2)
    check(rules.arrive(1, wanting: ()), is: true)
    check(rules.arrive(2, wanting: ()), is: true)
    check(rules.arrive(3, wanting: ()), is: false)
    check(rules.arrive(4, wanting: ()), is: false)
    check(rules.leave(2), is: [3])
    check(rules.withdraw(4), is: [])
    check(rules.leave(1), is: [])
    #expect(rules.inside == [3])
  }
}

@Suite struct `The rules of readers and writers` {
  typealias Rules = ReadersWritersRules

  @Test func `readers first lets a reader past a waiting writer`() {
    var rules = Rules(policy: .readersFirst)
    check(rules.arrive(1, wanting: .reader), is: true)
    check(rules.arrive(9, wanting: .writer), is: false)
    check(rules.arrive(2, wanting: .reader), is: true)
    check(rules.leave(1), is: [])
    check(rules.leave(2), is: [9])
  }

  @Test func `writers first lets no reader past a waiting writer`() {
    var rules = Rules(policy: .writersFirst)
    check(rules.arrive(1, wanting: .reader), is: true)
    check(rules.arrive(8, wanting: .writer), is: false)
    check(rules.arrive(2, wanting: .reader), is: false)
    check(rules.arrive(9, wanting: .writer), is: false)
    check(rules.leave(1), is: [8])
    check(rules.leave(8), is: [9])
    check(rules.leave(9), is: [2])
  }

  @Test func `fair keeps the order of arrival and lets neighbouring readers in together`() {
    var rules = Rules(policy: .fair)
    check(rules.arrive(1, wanting: .reader), is: true)
    check(rules.arrive(8, wanting: .writer), is: false)
    check(rules.arrive(2, wanting: .reader), is: false)
    check(rules.arrive(3, wanting: .reader), is: false)
    check(rules.arrive(9, wanting: .writer), is: false)
    check(rules.leave(1), is: [8])
    check(rules.leave(8), is: [2, 3])
    check(rules.leave(3), is: [])
    check(rules.leave(2), is: [9])
  }

  @Test func `phase fair makes a reader wait for one writer at most`() {
    var rules = Rules(policy: .phaseFair)
    check(rules.arrive(1, wanting: .reader), is: true)
    check(rules.arrive(8, wanting: .writer), is: false)
    check(rules.arrive(9, wanting: .writer), is: false)
    check(rules.arrive(2, wanting: .reader), is: false)
    check(rules.leave(1), is: [8])
    check(rules.arrive(3, wanting: .reader), is: false)
    check(rules.leave(8), is: [2, 3])
    check(rules.arrive(4, wanting: .reader), is: false)
    check(rules.leave(2), is: [])
    check(rules.leave(3), is: [9])
    check(rules.leave(9), is: [4])
  }

  @Test(arguments: Rules.Policy.allCases) func `a writer that gives up opens the way for readers`(
    policy: Rules.Policy
  ) {
    var rules = Rules(policy: policy)
    check(rules.arrive(1, wanting: .reader), is: true)
    check(rules.arrive(8, wanting: .writer), is: false)
    let wasAdmitted = rules.arrive(2, wanting: .reader)
    #expect(wasAdmitted == (policy == .readersFirst))
    check(rules.withdraw(8), is: (wasAdmitted ? [] : [2]))
  }

  /// Random visits, with everything checked after each: exclusion, no lost visitor, no idle lock.
  @Test(arguments: Rules.Policy.allCases) func `no policy ever mixes roles or forgets a visitor`(
    policy: Rules.Policy
  ) {
    let seed: UInt64 = 42
    var random = Xorshift(state: seed)
    var rules = Rules(policy: policy)
    var (inside, waiting): ([Int: Rules.Role], [Int: Rules.Role]) = ([:], [:])
    for step in 0..<20_000 {
      let visitor = Int(random.next() % 8)
      let role = visitor < 5 ? Rules.Role.reader : .writer
      var admitted: [Int] = []
      if inside[visitor] != nil {
        inside[visitor] = nil
        admitted = rules.leave(visitor)
      } else if waiting[visitor] == nil {
        if rules.arrive(visitor, wanting: role) {
          inside[visitor] = role
        } else {
          waiting[visitor] = role
        }
      } else if random.next() % 4 == 0 {
        waiting[visitor] = nil
        admitted = rules.withdraw(visitor)
      }
      for visitor in admitted { inside[visitor] = waiting.removeValue(forKey: visitor) }
      let writers = inside.values.count { $0 == .writer }
      #expect(
        writers == 0 || inside.count == 1, "policy \(policy), seed \(seed), step \(step)")
      #expect(
        !inside.isEmpty || waiting.isEmpty, "idle: policy \(policy), seed \(seed), step \(step)")
      #expect(Set(inside.keys) == rules.readers.union(rules.writer.map { [$0] } ?? []))
    }
  }
}

/// A small random source with a fixed sequence for every seed.
struct Xorshift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// Expects `actual`, which a mutating call answered, to be `expected`.
func check<Value: Equatable>(
  _ actual: Value, is expected: Value, at location: SourceLocation = #_sourceLocation
) {
  #expect(actual == expected, sourceLocation: location)
}
