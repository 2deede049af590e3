/// Why a text is no id of a schedule.
public enum ScheduleIDError: Error, Hashable, Sendable {
  case empty
  case tooLong
  /// It neither begins with `il1.` nor is a list of choices.
  case unknownForm
  /// A letter that no id contains.
  case wrongLetter
  /// It ends before everything is said.
  case cutOff
  case wrongChecksum
  /// Steps have another meaning there.
  case otherVersion(Int)
  /// It was put together by hand: its checksum is right but its content makes no sense.
  case nonsense
  /// A part of a list that is no choice.
  case noChoice(String)

  /// What to tell the person who has it.
  public var sentence: String {
    switch self {
    case .empty: "There is no id: it begins with il1."
    case .tooLong: "This is longer than any id of a schedule."
    case .unknownForm:
      "This is no id of a schedule: one begins with il1. or is a list such as 0101."
    case .wrongLetter: "The id contains a letter that no id has; was something else copied with it?"
    case .cutOff: "The id is cut off: its end is missing. Copy the whole of it."
    case .wrongChecksum: "The id was changed on its way: its checksum is wrong. Copy it again."
    case .otherVersion(let version):
      "The id is from version \(version) of the explorer, which this one (version"
        + " \(ScheduleID.semantics)) cannot replay. Explore the program again to get a new one."
    case .nonsense: "The id contains something that no schedule has."
    case .noChoice(let part):
      "“\(part)” is no choice: a number stands for a thread, 2f for the store buffer of thread 2,"
        + " 2f5 for its store to variable 5."
    }
  }
}
