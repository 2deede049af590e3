import Glibc
import Synchronization

/// Serves the regular files below one folder, and nothing else.
///
/// A path is walked component by component from the open folder without ever following a symbolic
/// link, so no name can lead outside, even while somebody changes the folder. Hidden files do not
/// exist. Small files stay in memory and are read again when they have changed on disk.
public final class StaticFiles: Sendable {
  private struct Entry {
    let identity: Identity
    let path: String
    let tag: String
    let type: String
    let bytes: [UInt8]
  }

  private struct State {
    var entries: [[String]: Entry] = [:]
    var size = 0
  }

  private let root: Int32
  private let cacheControl: String
  private let limits: Limits
  private let state = Mutex(State())

  /// Opens the folder.
  ///
  /// The default cache rule lets browsers keep a copy but ask each time whether it is still good.
  public init(
    root: String, cacheControl: String = "no-cache", limits: Limits = Limits()
  ) throws(StartError) {
    (self.cacheControl, self.limits) = (cacheControl, limits)
    self.root = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard self.root >= 0 else { throw .system(doing: "open the folder \(root)", code: errno) }
  }

  deinit { close(root) }

  /// Answers with the file at `path`, or with 304 when the client's copy is still good.
  ///
  /// - Throws: `Refusal.unknownPath` when there is no such file, or none that may be seen.
  public func answer(_ request: Request, path: [String]) throws(Refusal) -> Response {
    guard path.allSatisfy(Self.isVisible), let name = path.last else { throw .unknownPath }
    if let entry = cached(path) { return answer(request, entry) }
    guard let file = open(path), let identity = Identity(descriptor: file) else {
      throw .unknownPath
    }
    let (tag, type) = (identity.tag, MediaType.of(fileName: name))
    if identity.size > limits.cachedFile {
      let whole = OpenFile(descriptor: file, size: identity.size)
      let headers = headers(tag: tag, type: type)
      return isFresh(request, tag) ? notModified(tag) : Response(file: whole, headers: headers)
    }
    defer { close(file) }
    let entry = Entry(
      identity: identity, path: path.joined(separator: "/"), tag: tag, type: type,
      bytes: read(file, size: identity.size))
    keep(entry, at: path)
    return answer(request, entry)
  }

  // MARK: Answering

  private func answer(_ request: Request, _ entry: Entry) -> Response {
    if isFresh(request, entry.tag) { return notModified(entry.tag) }
    return Response(headers: headers(tag: entry.tag, type: entry.type), body: entry.bytes)
  }

  private func notModified(_ tag: String) -> Response {
    Response(status: 304, headers: ["ETag": tag, "Cache-Control": cacheControl])
  }

  private func headers(tag: String, type: String) -> Headers {
    ["Content-Type": type, "ETag": tag, "Cache-Control": cacheControl]
  }

  private func isFresh(_ request: Request, _ tag: String) -> Bool {
    guard let known = request.headers["if-none-match"] else { return false }
    return known.split(separator: ",").contains { candidate in
      let candidate = candidate.drop { $0 == " " }.prefix { $0 != " " }
      return candidate == "*" || candidate == tag || candidate == "W/" + tag
    }
  }

  // MARK: Memory

  private func cached(_ path: [String]) -> Entry? {
    guard let entry = state.withLock({ $0.entries[path] }) else { return nil }
    if Identity(folder: root, path: entry.path) == entry.identity { return entry }
    state.withLock { state in
      if let stale = state.entries.removeValue(forKey: path) { state.size -= stale.bytes.count }
    }
    return nil
  }

  private func keep(_ entry: Entry, at path: [String]) {
    state.withLock { state in
      if state.size + entry.bytes.count > limits.fileCache { state = State() }
      let old = state.entries.updateValue(entry, forKey: path)
      state.size += entry.bytes.count - (old?.bytes.count ?? 0)
    }
  }

  // MARK: Disk

  private static func isVisible(_ name: String) -> Bool {
    let bytes = name.utf8
    return bytes.first.map { $0 != UInt8(ascii: ".") } ?? false
      && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != 0x2f && $0 != 0x5c }
  }

  private func open(_ path: [String]) -> Int32? {
    var folder = root
    defer { if folder != root { close(folder) } }
    for name in path.dropLast() {
      let next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard next >= 0 else { return nil }
      if folder != root { close(folder) }
      folder = next
    }
    guard let name = path.last else { return nil }
    // Without O_NONBLOCK the opening of a named pipe would wait for a writer.
    let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    guard Identity(descriptor: file) != nil else {
      close(file)
      return nil
    }
    return file
  }

  private func read(_ file: Int32, size: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = pread(file, buffer.baseAddress.map { $0 + count }, size - count, count)
        guard got > 0 else { return }
        count += got
      }
    }
  }
}

/// What tells one state of a regular file from another.
private struct Identity: Equatable {
  let device: UInt64
  let inode: UInt64
  let size: Int
  let seconds: Int
  let nanoseconds: Int

  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  init?(folder: Int32, path: String) {
    var status = stat()
    guard fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    (device, inode, size) = (UInt64(status.st_dev), UInt64(status.st_ino), Int(status.st_size))
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }

  /// A strong entity tag.
  var tag: String {
    "\""
      + [Int(truncatingIfNeeded: inode), size, seconds, nanoseconds]
      .map { String($0, radix: 36) }.joined(separator: "-") + "\""
  }
}
