import NotebookFormat
import NotebookModel
import Storage
import Wire

/// Why a link opens nothing.
enum ShareRefusal: Error, Sendable, Equatable {
  /// Nobody made it, or it ended long ago.
  case unknownLink
  case revoked
  case expired
  case notebookDeleted
  /// What a frozen link shows does not change.
  case nothingToFollow
  /// The notebook has no link of this name.
  case unknownShare(String)
  case tooManyShares(limit: Int)
  /// A link opens one notebook.
  case otherNotebook
  /// The link does not show this run.
  case otherRun(RunID)
}

// Links for readers: who holds one reads one notebook, and nothing else.
extension Library {
  /// Makes a link, and answers it with the token that opens it, which is not kept.
  nonisolated func share(
    _ notebook: NotebookID, _ kind: ShareKind, for lifetime: ShareLifetime
  ) async throws -> (share: Share, token: String) {
    let now = environment.now()
    let open = try await store.shares(of: notebook).count { $0.isOpen(at: now) }
    guard open < ServerLimits.sharesOfNotebook else {
      throw ShareRefusal.tooManyShares(limit: ServerLimits.sharesOfNotebook)
    }
    let token = Secrets.draw(43)
    let wanted = Share(
      id: "s" + environment.newName(), notebook: notebook, created: now,
      expires: lifetime.days.map { Timestamp(milliseconds: now.rawValue + $0 * 86_400_000) })
    let made = try await store.add(
      wanted, fingerprint: Self.fingerprint(of: token), isFrozen: kind == .frozen)
    guard let made else { throw NotebookModel.Refusal.notebookDeleted }
    return (made, token)
  }

  /// Ends a link.
  nonisolated func revoke(_ share: String, of notebook: NotebookID) async throws {
    guard try await store.revoke(share: share, of: notebook, at: environment.now()) else {
      throw ShareRefusal.unknownShare(share)
    }
  }

  /// The link that a token opens, if it still does.
  nonisolated func share(opening token: String) async throws -> Share {
    guard let share = try await store.share(fingerprint: Self.fingerprint(of: token)) else {
      throw ShareRefusal.unknownLink
    }
    try check(share)
    return share
  }

  /// What is kept of a token.
  ///
  /// It holds 256 random bits, so one round without salt is enough: there is nothing to guess that a
  /// slow hash would have to protect.
  static func fingerprint(of token: String) -> [UInt8] { SHA256.hash(Array(token.utf8)) }

  /// Throws when a link is over.
  nonisolated func check(_ share: Share) throws(ShareRefusal) {
    if share.revoked != nil { throw .revoked }
    if !share.isOpen(at: environment.now()) { throw .expired }
    if share.isInBin { throw .notebookDeleted }
  }

  /// How long a link still opens; nil for ever.
  nonisolated func remaining(of share: Share) -> Duration? {
    share.expires.map { .milliseconds(max(0, $0.rawValue - environment.now().rawValue)) }
  }

  /// What a link shows.
  nonisolated func snapshot(of share: Share) async throws -> [UInt8] {
    guard share.revision != nil else {
      return try await session(share.notebook).snapshot()
    }
    return try await contents(of: share).json(epoch: store.epoch)
  }

  /// The cells that a link shows, with their runs.
  nonisolated func contents(of share: Share) async throws -> Snapshot {
    let found =
      share.revision == nil
      ? try await store.snapshot(of: share.notebook) : try await store.snapshot(of: share)
    guard let found else { throw ShareRefusal.notebookDeleted }
    return found
  }
}
