import Server
import Workers

/// Asks the language worker one question, without a server.
enum Inquiry {
  static func ask<Answer: Sendable>(
    _ options: WorkshopOptions,
    _ question: @escaping @Sendable (LanguageService) async throws -> Answer
  ) async throws -> Answer {
    let workshop = try await options.open()
    let language = workshop.language
    async let work: Void = language.run()
    let result: Result<Answer, any Error>
    do { result = .success(try await question(language)) } catch { result = .failure(error) }
    await language.close()
    await work
    workshop.sandbox.close()
    do { return try result.get() } catch let failure as LanguageFailure {
      Terminal.complain(failure.sentence)
      throw Ending.noSandbox
    }
  }
}
