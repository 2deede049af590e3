import Foundation
import Testing

@testable import ExperimentEngine

@Suite struct `A figure` {
  @Test(arguments: [
    (0, 3, "0"), (1, 3, "1"), (1.5, 3, "1.5"), (15.4217, 6, "15.4217"), (0.333333, 3, "0.333"),
    (2.0 / 3, 2, "0.67"), (1_234, 3, "1234"), (12_345.6, 3, "12,346"), (1_000_000, 3, "1,000,000"),
    (-0.05, 3, "−0.05"), (0.000_123, 2, "0.00012"), (0.000_012_3, 2, "1.2×10^-5"),
    (2.5e18, 2, "2.5×10^18"), (0.999_9, 3, "1"), (9.999, 2, "10"), (.infinity, 3, "infinite"),
    (0.1 + 0.2, 3, "0.3"),
  ])
  func `shows the digits that count`(value: Double, digits: Int, text: String) {
    #expect(figure(value, digits: digits) == text)
  }

  @Test(arguments: [
    (0, "0 s"), (1.5e-9, "1.5 ns"), (2e-5, "20 µs"), (0.025, "25 ms"), (0.999_9, "1 s"),
    (90, "90 s"),
  ])
  func `of time has the unit that suits it`(seconds: Double, text: String) {
    #expect(figure(seconds: seconds) == text)
  }

  @Test func `of a count has its thousands grouped`() {
    #expect(figure(9_999) == "9999")
    #expect(figure(10_000) == "10,000")
    #expect(figure(-1_234_567) == "−1,234,567")
    #expect(figure(share: 0.4321) == "43 %")
  }
}

@Suite struct `The ticks of an axis` {
  @Test func `are multiples of one, two or five that cover the range`() {
    #expect(Ticks.linear(0, 1).labels == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    #expect(Ticks.linear(0, 97).labels == ["0", "20", "40", "60", "80", "100"])
    #expect(Ticks.linear(-3, 12).values == [-5, 0, 5, 10, 15])
    #expect(Ticks.linear(5, 5).values.count >= 2)
    #expect(Ticks.linear(0.1, 0.3, count: 3).labels == ["0.1", "0.2", "0.3"])
  }

  @Test func `cover any range with few lines`() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<2_000 {
      let scale = powerOfTen(generator.below(24) - 12)
      let low = (generator.fraction() - 0.5) * scale
      let high = low + generator.fraction() * scale + scale / 1_000
      let ticks = Ticks.linear(low, high).values
      #expect((2...9).contains(ticks.count), "\(low) to \(high), seed 9")
      let slack = (high - low) * 1e-6
      #expect(ticks[0] <= low + slack && ticks[ticks.count - 1] >= high - slack)
    }
  }

  @Test func `of a logarithmic axis are powers of ten, or of two where the data are`() {
    #expect(Ticks.logarithmic(3, 4_000, data: []).values == [1, 10, 100, 1_000, 10_000])
    #expect(Ticks.logarithmic(1, 64, data: [1, 2, 8, 64]).values == [1, 2, 8, 64])
    #expect(Ticks.logarithmic(2, 40, data: []).values == [2, 5, 10, 20, 50])
  }
}

@Suite struct `A chart` {
  let line = Chart(
    "Speed-up by Amdahl's law", finding: "With 95 % parallel work the limit is 20.",
    x: Axis("processors", scale: .log), y: Axis("speed-up", fromZero: true),
    [0.5, 0.9, 0.95].map { p in
      Series(
        "p = \(figure(p))", .line,
        [1, 2, 4, 8, 16, 32, 64].map { Point($0, Scaling.amdahl(p: p, n: $0)) })
    })

  let bars = Chart(
    "Lost updates <& \"kept\">", finding: "Without protection half of the updates were lost.",
    x: Axis("protection"), y: Axis("final count", unit: "% of expected"),
    [
      Series(
        "2 threads", .bars,
        [
          Point("none", 50, low: 49, high: 52), Point("lock", 100), Point("atomic", 100),
        ]),
      Series("4 threads", .bars, [Point("none", 25, low: 20, high: 31), Point("lock", 100)]),
    ])

  let mixed: Chart = {
    let measured = (1...8).map { n in
      let square = Double(n * n)
      return Point(Double(n), square, low: square - 1, high: square + 2)
    }
    let model = (1...8).map { n in
      let x = Double(n)
      return Point(x, x * 8 - 8, low: x * 7 - 8, high: x * 9 - 8)
    }
    return Chart(
      "Wall time", finding: "It grows.", x: Axis("threads"), y: Axis("wall time", unit: "ms"),
      [
        Series("measured", .scatter, measured), Series("model", .line, model),
        Series("queue", .step, [Point(1, 3), Point(4, 40), Point(8, 20)]),
      ])
  }()

  @Test func `is the same picture, byte for byte`() throws {
    try expectGolden("amdahl.svg", line.svg)
    try expectGolden("bars.svg", bars.svg)
    try expectGolden("mixed.svg", mixed.svg)
  }

  @Test func `is the same Vega-Lite document, byte for byte`() throws {
    try expectGolden("amdahl.vl.json", line.vegaLite.text + "\n")
    try expectGolden("bars.vl.json", bars.vegaLite.text + "\n")
    try expectGolden("mixed.vl.json", mixed.vegaLite.text + "\n")
  }

  @Test func `is the same table, byte for byte`() throws {
    try expectGolden("amdahl.txt", line.plainText + "\n")
    try expectGolden("bars.txt", bars.plainText + "\n")
    try expectGolden("mixed.txt", mixed.plainText + "\n")
  }

  @Test func `is well-formed in every representation`() throws {
    for chart in [line, bars, mixed, Chart("", finding: "", x: Axis("x"), y: Axis("y"), [])] {
      try expectWellFormed(chart.svg)
      let json = try JSONSerialization.jsonObject(with: Data(chart.vegaLite.text.utf8))
      #expect(json is [String: Any])
    }
  }

  @Test func `draws what no axis can hold as far as it can`() throws {
    let chart = Chart(
      "Odd", finding: "", x: Axis("x", scale: .log), y: Axis("y", scale: .log),
      [
        Series(
          "a", .line,
          [
            Point(0, 1), Point(-1, 2), Point(1, .nan), Point(2, .infinity), Point(3, 0),
            Point(4, 5),
          ])
      ])
    try expectWellFormed(chart.svg)
    #expect(!chart.svg.contains("nan") && !chart.svg.contains("inf"))
    #expect(!chart.vegaLite.text.contains("nan") && !chart.vegaLite.text.contains("inf"))
  }

  @Test func `keeps its peaks when it has too many points`() {
    let points = (0..<100_000).map { Point(Double($0), $0 == 77_777 ? 99 : Double($0 % 10)) }
    let chart = Chart(
      "t", finding: "", x: Axis("x"), y: Axis("y"), [Series("a", .line, points)])
    let thinned = chart.thinned(to: 5_000).series[0].points
    #expect(thinned.count <= 5_000 && thinned.count > 4_000)
    #expect(thinned.contains { $0.y == 99 })
    #expect(thinned.compactMap(\.number) == thinned.compactMap(\.number).sorted())
  }

  @Test func `offers text first, then a picture, then a document`() {
    let output = line.output(named: "speedup")
    #expect(
      output.bundle.map(\.mime) == [
        "text/plain", "image/svg+xml", "application/vnd.vegalite.v5+json",
      ])
    #expect(
      output["application/vnd.vegalite.v5+json"]?["$schema"]
        == "https://vega.github.io/schema/vega-lite/v5.json")
  }

  @Test func `shows the first and the last rows of a long table`() {
    let chart = Chart(
      "t", finding: "f", x: Axis("x"), y: Axis("y"),
      [Series("", .line, (1...1_000).map { Point(Double($0), 1) })])
    #expect(chart.plainText.split(separator: "\n").count == 2 + 1 + 12 + 1 + 12 + 1)
    #expect(chart.plainText.hasSuffix("(24 of 1000 rows)"))
  }
}

@Suite struct `A timeline picture` {
  let timeline = Timeline(
    "Two philosophers", lanes: [TraceLane("Ada & co"), TraceLane("Bob")],
    intervals: [
      .init(lane: 0, state: .running, from: 0, to: 0.002),
      .init(lane: 0, state: .holding, from: 0.001, to: 0.009, object: "fork 1"),
      .init(lane: 0, state: .sleeping, from: 0.002, to: 0.006),
      .init(lane: 0, state: .spinning, from: 0.006, to: 0.009),
      .init(lane: 1, state: .waiting, from: 0.0005, to: 0.009, object: "fork 1"),
      .init(lane: 1, state: .mark, from: 0.009, to: 0.009, note: "served <at last>"),
      .init(lane: 1, state: .blocked, from: 0.009, to: 0.0125),
    ])

  @Test func `is the same, byte for byte, with the same in words`() throws {
    try expectGolden("timeline.svg", timeline.svg)
    try expectGolden("timeline.txt", timeline.plainText + "\n")
    try expectWellFormed(timeline.svg)
  }

  @Test func `stays small whatever it has to show`() throws {
    let intervals = (0..<200_000).map { index in
      Timeline.Interval(
        lane: index % 100, state: .allCases[index % 7], from: Double(index) * 1e-6,
        to: Double(index) * 1e-6 + 5e-7)
    }
    let timeline = Timeline(
      "Many", lanes: (0..<100).map { TraceLane("lane \($0)") }, intervals: intervals, dropped: 5)
    #expect(timeline.svg.utf8.count < 1_500_000)
    #expect(timeline.svg.contains("and 36 more lanes"))
    #expect(timeline.plainText.hasSuffix("5 later records were not kept."))
  }

  @Test func `without anything in it is a picture all the same`() throws {
    try expectWellFormed(Timeline("Nothing", lanes: [], intervals: []).svg)
    try expectWellFormed(Timeline("Nothing", lanes: [TraceLane("a")], intervals: []).svg)
  }
}

@Suite struct `A picture of who waits` {
  let circle = WaitPicture(
    "Five philosophers",
    edges: (0..<5).map {
      .init("P\($0)", waitsFor: "fork \(($0 + 1) % 5)", heldBy: "P\(($0 + 1) % 5)")
    })

  @Test func `is the same, byte for byte, with the same in words`() throws {
    try expectGolden("deadlock.svg", circle.svg)
    try expectWellFormed(circle.svg)
    #expect(
      circle.finding
        == "Deadlock: P0 waits for P1 waits for P2 waits for P3 waits for P4 waits for P0.")
  }

  @Test func `finds a circle behind a chain and none in a tree`() {
    let chain = WaitPicture(
      "t",
      edges: [
        .init("a", waitsFor: "1", heldBy: "b"), .init("b", waitsFor: "2", heldBy: "c"),
        .init("c", waitsFor: "3", heldBy: "b"), .init("d", waitsFor: "3", heldBy: "a"),
      ])
    #expect(Set(chain.cycle) == ["b", "c"])
    let tree = WaitPicture(
      "t",
      edges: [
        .init("a", waitsFor: "1", heldBy: "b"), .init("c", waitsFor: "1", heldBy: "b"),
        .init("d", waitsFor: "1", heldBy: "a"), .init("d", waitsFor: "2", heldBy: "c"),
      ])
    #expect(tree.cycle == [])
    #expect(tree.finding == "Nobody waits in a circle.")
    #expect(WaitPicture("t", edges: []).finding == "Nobody waits.")
  }

  @Test func `of one thread that waits for itself is a circle too`() {
    let picture = WaitPicture("t", edges: [.init("a", waitsFor: "lock", heldBy: "a")])
    #expect(picture.cycle == ["a"])
  }
}

@Suite struct `A JSON document` {
  @Test func `keeps the order of its members and writes every kind of value`() {
    let document: JSONValue = [
      "z": 1, "a": [true, .null, 0.5, 1e300], "text": "a\"b\\c\n\u{1}é",
      "none": .number(.nan), "whole": 3.0,
    ]
    #expect(
      document.text
        == #"{"z":1,"a":[true,null,0.5,1e+300],"text":"a\"b\\c\n\u0001é","none":null,"whole":3}"#)
  }
}

/// Reads a picture as XML and looks for its text alternative.
private func expectWellFormed(
  _ svg: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var open: [Substring] = []
  for tag in svg.matches(of: /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z0-9-]+="[^"<]*")*)\s*(\/?)>/) {
    if !tag.1.isEmpty {
      #expect(open.popLast() == tag.2, sourceLocation: sourceLocation)
    } else if tag.4.isEmpty {
      open.append(tag.2)
    }
  }
  #expect(open.isEmpty, sourceLocation: sourceLocation)
  let text = svg.replacing(/<(\/?)([A-Za-z]+)((?:\s+[A-Za-z0-9-]+="[^"<]*")*)\s*(\/?)>/, with: "")
  #expect(!text.contains("<"), sourceLocation: sourceLocation)
  #expect(text.replacing(/&(amp|lt|gt|quot);/, with: "").contains("&") == false)
  #expect(svg.contains("<title>") && svg.contains("<desc>") && svg.contains("role=\"img\""))
}
