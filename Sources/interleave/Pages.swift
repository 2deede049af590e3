import Server
import Workers

/// Writes pages of their own without a server.
enum Pages {
  /// Lends a writer, which can have schedules replayed wherever a worker can be started.
  static func write(
    _ options: WorkshopOptions, _ work: (PageWriter) async throws -> [UInt8]
  ) async throws -> [UInt8] {
    let workshop = try? await Workshop.open(worker: options.path, options: options.sandbox)
    let language = workshop?.language
    async let serving: Void? = language?.run()
    let writer = PageWriter(
      folder: Places.page, language: language, version: Interleave.version)
    let result: Result<[UInt8], any Error>
    do { result = .success(try await work(writer)) } catch { result = .failure(error) }
    await language?.close()
    _ = await serving
    workshop?.sandbox.close()
    do { return try result.get() } catch let missing as PagePartsMissing {
      throw Complaint(missing.sentence)
    }
  }
}
