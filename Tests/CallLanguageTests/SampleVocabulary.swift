import CallLanguage
import SourceLanguage

/// A small vocabulary with a parameter of every type.
let vocabulary = Vocabulary([
  ExperimentSignature(
    name: "law.amdahl", title: "Amdahl's law", summary: "The serial part bounds the speed-up.",
    chapter: "Scaling",
    parameters: [
      ParameterSignature(
        name: "p", type: .decimal(0...1), default: .decimal(0.95), summary: "the parallel part"),
      ParameterSignature(
        name: "n", type: .list(of: .integer(1...65_536), count: 1...4_096),
        default: .range(ValueRange(lower: .integer(1), upper: .integer(1_024))),
        unit: "processors", summary: "how many processors"),
      seed,
    ]),
  ExperimentSignature(
    name: "race.lostUpdate", title: "Lost updates", summary: "Threads lose updates.",
    chapter: "Races",
    parameters: [
      ParameterSignature(
        name: "threads", type: .integer(2...64), default: .integer(2),
        summary: "threads that increment"),
      ParameterSignature(
        name: "increments", type: .integer(1...100_000_000), default: .integer(20_000),
        summary: "increments a thread"),
      ParameterSignature(
        name: "gap",
        type: .choice([
          Choice("none", "nothing"), Choice("yield", "the processor is offered"),
          Choice(
            "sleep", "the thread sleeps",
            argument: ChoiceArgument(
              .duration(.microseconds(1) ... .seconds(1)), standard: .duration(.milliseconds(1)))),
          Choice("spin", "it spins", argument: ChoiceArgument(.integer(1...1_000))),
        ]), default: .symbol("yield"), summary: "what happens between load and store"),
      ParameterSignature(
        name: "traced", type: .boolean, default: .boolean(false), summary: "record a timeline"),
      ParameterSignature(
        name: "pause", type: .duration(.zero ... .seconds(10)), default: .duration(.zero),
        summary: "pause before the start"),
      ParameterSignature(
        name: "limit", type: .optional(.integer(1...100)), default: .absent,
        summary: "stop after so many losses"),
      ParameterSignature(name: "note", type: .string, default: .string(""), summary: "a note"),
      seed,
    ]),
  ExperimentSignature(
    name: "image.blur", title: "Blur", summary: "Blurs a picture.", chapter: "Images",
    parameters: [
      ParameterSignature(name: "picture", type: .attachment, default: nil, summary: "the picture"),
      ParameterSignature(
        name: "scale", type: .decimal(0.1...10), default: .decimal(1), summary: "enlargement"),
    ]),
])

private let seed = ParameterSignature(
  name: "seed", type: .integer(0...Int.max), default: .integer(1), summary: "the seed",
  isCommon: true)

/// The messages that a source gets.
func messages(_ source: String) -> [String] {
  vocabulary.check(source).diagnostics.map(\.message)
}

/// The values of one parameter in all cases of the first call.
func values(_ parameter: String, _ source: String) -> [Value?] {
  vocabulary.check(source).plan?.calls.first?.cases.map { $0[parameter] } ?? []
}
