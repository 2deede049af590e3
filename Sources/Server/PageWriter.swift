import FoundationEssentials
public import NotebookFormat
public import NotebookModel
import Storage
public import Workers

/// What a page of its own carries was not made at set-up.
public struct PagePartsMissing: Error, Sendable, Equatable {
  /// What to do.
  public let sentence =
    "The script of web pages is not installed. Run .ci/vendor.sh and .ci/reader.sh in the project's "
    + "folder (make run does both), then try again."
}

/// Writes notebooks as pages of their own.
public struct PageWriter: Sendable {
  private let folder: String?
  private let language: LanguageService?
  private let version: String

  /// - Parameters:
  ///   - folder: The page's folder, which holds the parts of such a page; nil when there is none.
  ///   - language: Replays schedules; without it a page has those only that its outputs hold.
  ///   - version: What wrote the page.
  public init(folder: String?, language: LanguageService?, version: String) {
    (self.folder, self.language, self.version) = (folder, language, version)
  }

  /// The page of a notebook as it stands.
  public func page(
    of notebook: NotebookID, in library: Library
  ) async throws -> (title: String, html: [UInt8]) {
    guard let snapshot = try await library.store.snapshot(of: notebook) else {
      throw SessionError.missingNotebook(notebook)
    }
    return (snapshot.notebook.title, try await page(of: snapshot, in: library))
  }

  /// The page of a notebook as it stood.
  func page(of snapshot: Snapshot, in library: Library) async throws -> [UInt8] {
    let parts = try parts()
    var content = PageContent(
      library: library, language: language, version: version, now: library.environment.now())
    return try await content.page(of: snapshot).html(with: parts)
  }

  /// The page of a file, with the outputs that it holds.
  public func page(of file: NotebookFile) async throws -> [UInt8] {
    let store = try Store(inMemoryWithEpoch: "file")
    let library = try await Library(store: store, starter: RunConductor())
    let html = try await page(of: try await library.add(file), in: library).html
    try await library.close()
    return html
  }

  private func parts() throws(PagePartsMissing) -> PageParts {
    guard let folder else { throw PagePartsMissing() }
    do {
      return try PageParts { name in
        Array(try Data(contentsOf: URL(filePath: "\(folder)/vendor/reader/\(name)")))
      }
    } catch { throw PagePartsMissing() }
  }
}
