/// Decides which run starts in which worker and when workers are started; pure.
///
/// Exact runs share the machine up to the number of cores. A quiet run starts alone, and while its
/// budget lasts nothing starts beside it, no worker either. Nobody overtakes the run whose turn
/// it is, with one exception: while a quiet run is past its budget, exact runs may pass a waiting
/// quiet one, which could not start anyway.
struct WorkerSlots: Sendable {
  typealias Instant = ContinuousClock.Instant

  enum Phase: Sendable, Equatable {
    case starting
    case warm
    case calibrating
    case running(String)
    case ending
  }

  struct Running: Sendable, Equatable {
    let entry: RunQueue.Entry
    let started: Instant
    /// Its worker is gone and it needs a new one.
    var needsWorker = false
  }

  enum Effect: Sendable, Equatable {
    case spawn(slot: Int)
    case start(run: String, slot: Int, isFirst: Bool)
    case calibrate(slot: Int)
    case wake(at: Instant)
  }

  let cores: Int
  let limits: Limits
  private(set) var slots: [Int: Phase] = [:]
  private(set) var running: [Running] = []
  private(set) var calibrated: Instant?
  private var queue = RunQueue()
  private var failures = 0
  private var noSpawnBefore: Instant?
  private var nextSlot = 0
  private var isClosing = false

  init(cores: Int, limits: Limits) {
    self.cores = max(1, cores)
    self.limits = limits
  }

  // MARK: What happens

  mutating func submit(_ entry: RunQueue.Entry) throws(PoolRefusal) {
    if isClosing { throw .closing }
    if isKnown(entry.run) { throw .alreadyHere(run: entry.run) }
    if queue.count(of: entry.person) >= limits.queuePerPerson {
      throw .queueFull(limit: limits.queuePerPerson)
    }
    queue.append(entry)
  }

  private func isKnown(_ run: String) -> Bool {
    running.contains { $0.entry.run == run } || queue.order.contains { $0.run == run }
  }

  /// Takes a waiting run out; false when it does not wait.
  mutating func remove(_ run: String) -> Bool {
    queue.remove(run) != nil
  }

  mutating func workerIsWarm(_ slot: Int) {
    guard slots[slot] == .starting else { return }
    slots[slot] = .warm
    failures = 0
    noSpawnBefore = nil
  }

  mutating func calibrationEnded(_ slot: Int, now: Instant, isGood: Bool) {
    if slots[slot] == .calibrating { slots[slot] = isGood ? .warm : .ending }
    if isGood { calibrated = now }
  }

  /// The worker of a slot will take no more work.
  mutating func workerIsEnding(_ slot: Int) {
    if slots[slot] != nil { slots[slot] = .ending }
  }

  /// The process of a slot is gone.
  mutating func workerIsGone(_ slot: Int, now: Instant) {
    let phase = slots.removeValue(forKey: slot)
    guard phase == .starting else { return }
    failures += 1
    noSpawnBefore = now + limits.spawnPause * (1 << min(failures - 1, 5))
  }

  /// A run lost its worker and goes on in another.
  mutating func needsWorker(_ run: String) {
    guard let index = running.firstIndex(where: { $0.entry.run == run }) else { return }
    running[index].needsWorker = true
  }

  mutating func runEnded(_ run: String) {
    running.removeAll { $0.entry.run == run }
  }

  /// Takes no more orders and starts nothing; returns the runs that were waiting.
  mutating func close() -> [String] {
    isClosing = true
    let waiting = queue.order.map(\.run)
    queue = RunQueue()
    return waiting
  }

  // MARK: What to do now

  mutating func next(now: Instant) -> [Effect] {
    if isClosing { return [] }
    var effects: [Effect] = []
    // Runs that lost their worker come first: their people are watching.
    for index in running.indices where running[index].needsWorker {
      guard let slot = warmSlot else { break }
      running[index].needsWorker = false
      slots[slot] = .running(running[index].entry.run)
      effects.append(.start(run: running[index].entry.run, slot: slot, isFirst: false))
    }
    while let entry = startable(now: now), let slot = warmSlot {
      _ = queue.remove(entry: entry)
      running.append(Running(entry: entry, started: now))
      slots[slot] = .running(entry.run)
      effects.append(.start(run: entry.run, slot: slot, isFirst: true))
    }
    effects += spawns(now: now)
    effects += calibration(now: now)
    if let wake = nextChange(after: now) { effects.append(.wake(at: wake)) }
    return effects
  }

  private var warmSlot: Int? {
    slots.filter { $0.value == .warm }.keys.min()
  }

  private func count(_ phase: Phase) -> Int {
    slots.values.count { $0 == phase }
  }

  private func holdsQuiet(now: Instant) -> Bool {
    running.contains { $0.entry.isQuiet && now < $0.started + limits.quietBudget }
  }

  /// The run that may start now.
  private func startable(now: Instant) -> RunQueue.Entry? {
    guard let first = queue.first else { return nil }
    if mayStart(first, now: now) { return first }
    guard first.isQuiet, running.contains(where: \.entry.isQuiet) else { return nil }
    return queue.order.first { !$0.isQuiet && mayStart($0, now: now) }
  }

  private func mayStart(_ entry: RunQueue.Entry, now: Instant) -> Bool {
    if entry.isQuiet {
      return running.isEmpty && count(.starting) == 0 && count(.calibrating) == 0
    }
    return !holdsQuiet(now: now) && running.count < cores
  }

  private func hasYoungRun(now: Instant) -> Bool {
    running.contains { now < $0.started + limits.spawnDelay }
  }

  private mutating func spawns(now: Instant) -> [Effect] {
    if let pause = noSpawnBefore, now < pause { return [] }
    let needy = running.count { $0.needsWorker }
    let coming = count(.starting) + count(.warm) + count(.calibrating)
    var wanted = holdsQuiet(now: now) ? needy : needy + limits.warmWorkers
    // Most exact runs are over in milliseconds: while one is young and a worker is left, its core
    // is not shared with a start.
    if hasYoungRun(now: now) { wanted = min(wanted, needy + 1) }
    return (0..<max(0, wanted - coming)).map { _ in
      let slot = nextSlot
      nextSlot += 1
      slots[slot] = .starting
      return .spawn(slot: slot)
    }
  }

  private mutating func calibration(now: Instant) -> [Effect] {
    guard running.isEmpty, queue.isEmpty, count(.starting) == 0, count(.calibrating) == 0,
      calibrated.map({ now >= $0 + limits.calibrationAge }) ?? true, let slot = warmSlot
    else { return [] }
    slots[slot] = .calibrating
    return [.calibrate(slot: slot)]
  }

  /// When time alone changes what `next` would decide.
  private func nextChange(after now: Instant) -> Instant? {
    var times = running.map {
      $0.started + ($0.entry.isQuiet ? limits.quietBudget : limits.spawnDelay)
    }
    if let noSpawnBefore { times.append(noSpawnBefore) }
    if let calibrated { times.append(calibrated + limits.calibrationAge) }
    return times.filter { $0 > now }.min()
  }

  // MARK: What people see

  /// The waiting runs in their order, each with the reason why it has not started.
  func waiting(now: Instant) -> [(entry: RunQueue.Entry, reason: String)] {
    queue.order.enumerated().map { ($1, reason(for: $1, at: $0, now: now)) }
  }

  private func reason(for entry: RunQueue.Entry, at index: Int, now: Instant) -> String {
    if index > 0 { return index == 1 ? "One run is before it." : "\(index) runs are before it." }
    if failures > 1 { return "Workers do not start; the server tries again." }
    if let quiet = running.first(where: \.entry.isQuiet), holdsQuiet(now: now) {
      return quiet.entry.person == entry.person
        ? "Another of your runs measures time and must be alone."
        : "A run of somebody else measures time and must be alone."
    }
    if entry.isQuiet, !running.isEmpty {
      return "It measures time and waits until it is alone."
    }
    if running.count >= cores { return "All \(cores) cores are in use." }
    return "A worker is being started."
  }

  var warmCount: Int { count(.warm) + count(.calibrating) }
  var startingCount: Int { count(.starting) }
}

extension RunQueue {
  /// Takes out an entry and lets the next person be first if it was this one's turn.
  fileprivate mutating func remove(entry: Entry) -> Entry? {
    first == entry ? removeFirst() : remove(entry.run)
  }
}
