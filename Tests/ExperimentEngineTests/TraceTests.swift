import ExperimentEngine
import Testing

@Suite struct `A trace` {
  @Test func `writes records of 32 little-endian bytes`() throws {
    let sink = RecordingSink()
    let recorder = TraceRecorder(start: .now) { sink.send(.trace($0)) }
    _ = recorder.lane("main")
    let lane = recorder.lane("thread 1", group: "live")
    let fork = recorder.name("fork 1")
    let note = recorder.name("hungry")
    #expect(recorder.name("fork 1") == fork)
    recorder.append([
      TraceRecord(start: 1.5, end: 2, lane: lane, state: .holding, object: fork, note: note)
    ])
    recorder.flush()
    let block = try #require(sink.blocks.first)
    #expect(block.lanes == [TraceLane("main"), TraceLane("thread 1", group: "live")])
    #expect(block.names == ["fork 1", "hungry"])
    #expect(block.count == 1 && block.block == 0)
    #expect(block.from == 1.5 && block.to == 2)
    #expect(
      block.bytes == [
        0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x40,
        1, 0, 2, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
      ])
  }

  @Test func `goes out in blocks of at most 48 KiB, each in the order of time`() {
    let sink = RecordingSink()
    let recorder = TraceRecorder(start: .now) { sink.send(.trace($0)) }
    let lane = recorder.lane("a")
    recorder.append(
      (0..<4_000).reversed().map { index in
        TraceRecord(
          start: Double(index), end: Double(index) + 0.5, lane: lane, state: .running)
      })
    #expect(sink.blocks.map(\.count) == [1_536, 1_536])
    recorder.flush()
    recorder.flush()
    #expect(sink.blocks.map(\.count) == [1_536, 1_536, 928])
    #expect(sink.blocks.map(\.block) == [0, 1, 2])
    #expect(sink.blocks.allSatisfy { $0.bytes.count == $0.count * TraceRecord.size })
    #expect(sink.blocks[0].from == 2_464 && sink.blocks[0].to == 3_999.5)
  }

  @Test func `counts what it drops past its limit`() {
    let recorder = TraceRecorder(start: .now, limit: 10) { _ in }
    let lane = recorder.lane("a")
    let record = TraceRecord(start: 0, end: 1, lane: lane, state: .running)
    recorder.append(Array(repeating: record, count: 8))
    recorder.append(Array(repeating: record, count: 8))
    #expect(recorder.dropped == 6)
    #expect(recorder.timeline("t").intervals.count == 10)
    #expect(recorder.timeline("t").dropped == 6)
  }

  @Test func `of a thread says what it did one after the other, with what went along`() {
    let recorder = TraceRecorder(start: .now) { _ in }
    let lane = recorder.lane("a")
    let lock = recorder.name("lock")
    let tape = Tape(recorder, lane: lane)
    tape.enter(.running)
    tape.enter(.waiting, lock)
    tape.during(.holding, lock) { tape.mark(recorder.name("inside")) }
    tape.enter(.sleeping)
    tape.close()
    let intervals = recorder.timeline("t").intervals
    let states = intervals.filter { $0.state != .mark && $0.state != .holding }
    #expect(states.map(\.state) == [.running, .waiting, .sleeping])
    #expect(states[0].to == states[1].from && states[1].to == states[2].from)
    #expect(intervals.first { $0.state == .holding }?.object == "lock")
    #expect(intervals.first { $0.state == .mark }?.note == "inside")
  }

  @Test func `that is off records nothing`() {
    let tape = Tape()
    tape.enter(.running)
    tape.mark(.none)
    #expect(tape.during(.holding) { 3 } == 3)
    #expect(tape.now == 0 && !tape.isOn)
  }

  @Test func `of a long tape is complete`() {
    let recorder = TraceRecorder(start: .now) { _ in }
    do {
      let tape = Tape(recorder, lane: recorder.lane("a"))
      for _ in 0..<10_000 { tape.mark(.none) }
    }
    #expect(recorder.timeline("t").intervals.count == 10_000)
  }

  @Test func `shows the lanes of one group alone`() {
    let recorder = TraceRecorder(start: .now) { _ in }
    let lanes = [recorder.lane("a", group: "model"), recorder.lane("b", group: "live")]
    recorder.append(
      lanes.map { TraceRecord(start: 0, end: 1, lane: $0, state: .running) })
    let timeline = recorder.timeline("t", group: "live")
    #expect(timeline.lanes.map(\.name) == ["b"])
    #expect(timeline.intervals.map(\.lane) == [0])
  }
}
