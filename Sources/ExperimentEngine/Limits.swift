/// How much a case may hold and how long the engine waits; everything that can grow is bounded here.
public enum Limits {
  /// The most records that one case keeps in its trace; later ones are counted and dropped.
  public static let traceRecords = 400_000
  /// The records that a lane holds before it hands them to the recorder.
  public static let laneRecords = 4_096
  /// The records of one block: 48 KiB.
  public static let blockRecords = 1_536
  /// The most lanes of one case.
  public static let lanes = 4_096
  /// The most names of one case.
  public static let names = 65_536
  /// The most threads of one crew.
  public static let threads = 4_096
  /// The stack of a crew's thread, in bytes.
  public static let threadStack = 512 * 1_024
  /// How long a crew that was told to stop may still take.
  public static let unwinding = Duration.seconds(2)
  /// The resamples of a bootstrap interval.
  public static let resamples = 10_000
  /// The fewest samples that get an interval.
  public static let samplesForInterval = 10
  /// How often, as a share of all rounds, disturbed rounds are repeated.
  public static let repeatedRounds = 0.5
  /// The most points of a chart in one document; more are thinned out.
  public static let chartPoints = 5_000
  /// The most lanes and intervals that a timeline picture draws.
  public static let pictureLanes = 64
  public static let pictureIntervals = 5_000
  /// The most steps of a simulation.
  public static let simulationSteps = 5_000_000
  /// The fewest free CPUs at which a speed-up may be asserted.
  public static let parallelismForSpeedup = 1.7
}
