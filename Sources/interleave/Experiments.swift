import ArgumentParser
import Server
import Workers
import Wire

/// Lists the experiments, or explains one.
struct ExperimentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiments",
    abstract: "Lists the experiments, or explains one with its parameters and claims.")

  @Argument(help: "The name of an experiment, such as race.lostUpdate.")
  var name: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: WorkshopOptions

  func run() async throws {
    let catalogue = try await Inquiry.ask(options) { try await $0.describe() }
    guard let name else {
      if json {
        Terminal.say(String(decoding: try WireCoding.encode(catalogue), as: UTF8.self))
      } else {
        list(catalogue)
      }
      return
    }
    guard let experiment = catalogue.experiments.first(where: { $0.name == name }) else {
      let names = catalogue.experiments.map(\.name).joined(separator: ", ")
      Terminal.complain("There is no experiment \(name). There are: \(names).")
      throw Ending.badInput
    }
    if json {
      Terminal.say(String(decoding: try WireCoding.encode(experiment), as: UTF8.self))
    } else {
      explain(experiment)
    }
  }

  private func list(_ catalogue: CatalogueReport) {
    var chapter = 0
    for experiment in catalogue.experiments {
      if experiment.chapter.number != chapter {
        chapter = experiment.chapter.number
        Terminal.say("\(chapter). \(experiment.chapter.title)")
      }
      Terminal.say("  \(padded(experiment.name, to: 20))  \(experiment.summary)")
    }
  }

  private func explain(_ experiment: ExperimentReport) {
    Terminal.say("\(experiment.name): \(experiment.title)\n\(experiment.summary)\n")
    Terminal.say("Example\n  \(experiment.example)\n\nParameters")
    for parameter in experiment.parameters {
      let range = [parameter.minimum, parameter.maximum].compactMap { $0.map(text) }
      let legal =
        parameter.choices?.map { ".\($0.name)" }.joined(separator: " ")
        ?? range.joined(separator: " to ")
      Terminal.say(
        "  \(padded(parameter.name, to: 14))  \(parameter.summary)"
          + (legal.isEmpty ? "" : "; \(legal)") + "; default \(parameter.defaultValue)")
    }
    Terminal.say("\nClaims")
    for claim in experiment.claims {
      Terminal.say(
        "  \(padded(claim.name, to: 14))  \(claim.sentence) [\(claim.evidence.rawValue)]")
    }
    Terminal.say("\nQuestion\n  \(experiment.question)\n\nPitfall\n  \(experiment.pitfall)")
  }

  private func text(_ value: JSON) -> String {
    switch value {
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .string(let text): text
    default: "\(value)"
    }
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
