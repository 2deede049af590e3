/// Why an operation makes no sense now; nothing was changed.
public enum Refusal: Error, Equatable {
  case unknownCell(CellID)
  case unknownRun(RunID)
  case cellExists(CellID)
  case invalidCellID(String)
  /// These cells changed after the revision that the sender saw; here they are as they stand.
  case conflict([Cell])
  /// Only code cells run.
  case notCode(CellID)
  case alreadyRunning(CellID, RunID)
  case notALesson
  case notebookDeleted
  case invalidKey
  case tooManyCells(limit: Int)
  case tooManyChanges(limit: Int)
  case tooManyRuns(limit: Int)
  case sourceTooLong(CellID, limit: Int)
  case titleTooLong(limit: Int)
  case tooManyTags(limit: Int)
  case tagTooLong(String, limit: Int)
  case nameTooLong(limit: Int)
  case unknownRevision(Int)
}
