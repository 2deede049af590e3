import ExperimentEngine

extension Chapter {
  static let scalingLaws = Chapter(2, "Amdahl's law")
  static let threads = Chapter(3, "Working with threads")
  static let deadlocks = Chapter(12, "Deadlocks")
  static let starvation = Chapter(13, "Starvation")
  static let raceConditions = Chapter(14, "Race conditions")
  static let memoryModels = Chapter(17, "Memory models and atomics")
}
