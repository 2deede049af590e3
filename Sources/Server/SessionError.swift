public import NotebookModel
public import Storage

/// Why a session did not do what it was asked.
public enum SessionError: Error {
  case refused(NotebookModel.Refusal)
  case failed(StorageError)
  case missingNotebook(NotebookID)
  case missingRun(RunID)
  /// A worker's line is no JSON object of the protocol; says what is wrong.
  case malformedLine(RunID, String)
  /// The output of the run can no longer be stored, so it is being stopped.
  case lostRun(RunID, StorageError)
}
