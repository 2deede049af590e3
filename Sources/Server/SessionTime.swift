public import NotebookModel

extension Timestamp {
  /// The moment as ISO 8601 in UTC with milliseconds.
  public var iso8601: String {
    let (days, milliseconds) = rawValue.quotientAndRemainder(flooringBy: 86_400_000)
    // Days are counted in eras of 400 years that begin on 1 March, so leap days come last.
    let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(flooringBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
    let seconds = milliseconds / 1_000
    func digits(_ value: Int, _ count: Int) -> String {
      let text = value.description
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return """
      \(digits(year, 4))-\(digits(month < 10 ? month + 3 : month - 9, 2))-\(digits(day, 2))T\
      \(digits(seconds / 3_600, 2)):\(digits(seconds / 60 % 60, 2)):\(digits(seconds % 60, 2)).\
      \(digits(milliseconds % 1_000, 3))Z
      """
  }
}

extension Int {
  fileprivate func quotientAndRemainder(flooringBy divisor: Int) -> (Int, Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
