/// The limits of the server's edge; those of sessions stand in ``SessionLimits``.
enum ServerLimits {
  /// The body of an ordinary request, and of one that brings operations or source text.
  static let body = 64 << 10
  static let operationsBody = 8 << 20
  static let sourceBody = 2 << 20
  /// The body of an imported notebook file.
  static let importBody = 32 << 20

  /// Notebooks that one event stream follows.
  static let topics = 64
  /// Event streams of one browser; browsers themselves stop at six connections.
  static let streamsPerBrowser = 6
  static let reconnect = Duration.seconds(1)

  /// Runs of a cell that a page of their list holds, unless another number is asked for.
  static let runsOfPage = 20
  /// Links of a notebook that open at the same time.
  static let sharesOfNotebook = 100
  /// Streams by links, so that those of signed-in browsers always find room.
  static let viewers = 512

  /// Wrong tokens that one machine may try before it must wait, and for how long each counts.
  static let attempts = 10
  static let attemptTime = Duration.seconds(60)
  /// Machines whose attempts are remembered.
  static let attemptPeers = 1_024

  /// How long a browser stays signed in.
  static let signIn = Duration.seconds(365 * 86_400)
  /// The open files that the server asks the system for.
  static let openFiles = 65_536
  /// Events of a long run that a download reads at once.
  static let exportPage = 1_000
  /// Characters that a search shows of a passage.
  static let excerpt = 160
  /// Characters that a line of the history quotes of a cell.
  static let quotation = 60
  /// Events and bytes of text of a run that go whole into a page of its own; of longer ones the
  /// beginning and the end.
  static let pageEvents = 5_000
  static let pageText = 1 << 20
  /// Bytes of all runs in a page of its own.
  static let pageRuns = 48 << 20
  /// Bytes of one trace before it is packed, and of all that a page carries.
  static let pageTrace = 8 << 20
  static let pageTraces = 16 << 20
  /// Schedules of one program, and their bytes in all.
  static let pageSchedules = 100
  static let pageScheduleBytes = 8 << 20
  /// The longest name of a downloaded file.
  static let fileName = 80
}
