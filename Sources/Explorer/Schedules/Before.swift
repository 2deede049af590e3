/// What is worth knowing about a step before it is made, so that it can be told afterwards.
struct Before {
  private let occurrence: Occurrence
  private let memory: Int?
  private let operand: Int
  private let second: Int
  private let owner: String?
  private let buffered: Int?
  private let queue: Int?
  private let possible: String

  init(_ occurrence: Occurrence, _ machine: Machine) {
    self.occurrence = occurrence
    let thread = occurrence.choice.thread
    let it = occurrence.instruction
    let touches = it?.opcode.touchesMemory == true
    memory = touches ? occurrence.place.map { machine.visibleValue(of: $0, to: thread) } : nil
    operand = it.flatMap { $0.left >= 0 ? machine.register($0.left, of: thread) : nil } ?? 0
    second = it.flatMap { $0.right >= 0 ? machine.register($0.right, of: thread) : nil } ?? 0
    owner =
      it?.opcode == .tryLock
      ? occurrence.place.flatMap { machine.owner(of: $0) }.map { machine.program.name(of: $0) }
      : nil
    queue =
      it?.opcode == .receive ? occurrence.place.flatMap { machine.queue(of: $0).first } : nil
    buffered = occurrence.choice.variable.flatMap { variable in
      machine.buffer(of: thread).first { $0.variable == variable }?.value
    }
    possible = StepWording.possible(occurrence.choice, in: machine)
  }

  /// What happened, and the numbers that belong to it.
  struct Told {
    var kind: StepKind
    var text: String
    var variable: Int?
    var object: Int?
    var value: Int?
  }

  /// Tells the step, which was just made.
  func told(_ machine: Machine) -> Told {
    let program = machine.program
    guard let it = occurrence.instruction else {
      let variable = occurrence.choice.variable ?? 0
      return Told(
        kind: .flush,
        text: "its store \(program.variables[variable].name) = \(buffered ?? 0) reaches memory",
        variable: variable, value: buffered)
    }
    guard let kind = StepKind(it.opcode) else { return Told(kind: .yield, text: possible) }
    if it.opcode == .awaitCondition { return awaited(program) }
    guard let place = occurrence.place else {
      return Told(kind: kind, text: possible, value: it.opcode == .join ? occurrence.joined : nil)
    }
    return it.opcode.touchesMemory
      ? access(it, kind, place, machine) : operation(it, kind, place, machine)
  }

  private func awaited(_ program: Program) -> Told {
    let seen = occurrence.loads.map { "\(program.variables[$0.variable].name) = \($0.value)" }
    return Told(
      kind: .await,
      text: seen.isEmpty ? "goes on" : "sees \(Wording.list(seen.withoutRepeats))",
      variable: occurrence.loads.first?.variable, value: occurrence.loads.first?.value)
  }

  private func access(
    _ it: Instruction, _ kind: StepKind, _ place: Int, _ machine: Machine
  ) -> Told {
    let name = machine.program.variables[place].name
    let old = memory ?? 0
    let now = machine.visibleValue(of: place, to: occurrence.choice.thread)
    var told = Told(kind: kind, text: "", variable: place, value: now)
    switch it.opcode {
    case .load:
      told.text = "reads \(name) = \(old)"
      told.value = old
    case .store:
      let isBuffered = machine.model != .sc && it.ordering != .sequentiallyConsistent
      told.text = "writes \(name) = \(operand)" + (isBuffered ? " into its buffer" : "")
      told.value = operand
    case .compareExchange where occurrence.isTaken:
      told.text = "compares \(name) with \(operand): equal, writes \(second)"
    case .compareExchange:
      told.kind = .load
      told.text = "compares \(name) with \(operand): fails, it is \(old)"
      told.value = old
    case .exchange: told.text = "exchanges \(name): \(old) → \(now)"
    default: told.text = "\(possible): \(old) → \(now)"
    }
    return told
  }

  private func operation(
    _ it: Instruction, _ kind: StepKind, _ place: Int, _ machine: Machine
  ) -> Told {
    let program = machine.program
    let name = program.objects[place].name
    var told = Told(kind: kind, text: possible, object: place)
    switch it.opcode {
    case .tryLock:
      let holder = owner.map { ": \($0) holds it" } ?? ": it is taken"
      told.text = "tries to lock \(name)" + (occurrence.isTaken ? ": gets it" : holder)
      told.value = occurrence.isTaken ? 1 : 0
    case .acquire, .release:
      told.value = machine.units(of: place)
      told.text += ": \(machine.units(of: place) ?? 0) left"
    case .signal, .broadcast:
      let names = occurrence.woken.map { program.name(of: $0) }
      told.text +=
        names.isEmpty
        ? ": nobody waits"
        : it.opcode == .broadcast || names.count == 1
          ? ": wakes \(Wording.list(names))" : ": wakes one of \(Wording.list(names))"
    case .arrive:
      let size = program.objects[place].size
      let arrived = machine.units(of: place) ?? 0
      // The last one opens it, and then nobody is there any more.
      told.text += arrived == 0 ? " as the last" : ": \(arrived) of \(size) are there"
    case .send: told.value = operand
    case .receive:
      told.value = queue
      told.text = "receives \(queue ?? 0) from \(name)"
    default: break
    }
    return told
  }
}
