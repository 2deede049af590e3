import FoundationEssentials
public import NotebookFormat
public import NotebookModel

/// The lessons of a folder, read once when the server starts.
public struct Lessons: Sendable {
  /// A lesson as it is handed out.
  public struct Lesson: Sendable {
    /// The file's name without its ending, such as `00-welcome`.
    public var name: String
    public var card: LessonCard
    public var original: Original
  }

  /// By name, which is the order of the course.
  public let all: [Lesson]
  /// Files that could not be read, each with a sentence.
  public let troubles: [String]

  /// Reads every `.ipynb` file of a folder that says it is a lesson.
  public init(folder: String) {
    var all: [Lesson] = []
    var troubles: [String] = []
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for file in names.sorted() where file.hasSuffix(".ipynb") {
      let name = String(file.dropLast(6))
      do {
        let bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(file)")))
        let notebook = try NotebookFile(reading: bytes, name: name)
        guard let card = notebook.lessonCard else { continue }
        let original = Original(
          title: notebook.title, cells: notebook.cells, extra: notebook.extra,
          hash: Self.hash(of: bytes))
        all.append(Lesson(name: name, card: card, original: original))
      } catch let error as FormatError {
        troubles.append("The lesson \(file) was left out. \(error.sentence)")
      } catch {
        troubles.append("The lesson \(file) was left out: it could not be read (\(error)).")
      }
    }
    self.all = all
    self.troubles = troubles
  }

  public subscript(name: String) -> Lesson? { all.first { $0.name == name } }

  private static func hash(of bytes: [UInt8]) -> String {
    String(contentHash(bytes), radix: 16)
  }
}
