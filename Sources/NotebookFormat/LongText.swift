/// How files store long text: as a list of lines, split and joined as the reference library does it.
enum LongText {
  /// Splits text behind each line end that Python's `splitlines` knows; joining gives the text back.
  static func lines(_ text: String) -> JSONValue { .array(split(text).map(JSONValue.string)) }

  /// The outputs of a code cell with their long text in lines, whatever form it had.
  static func canonical(output: JSONValue) -> JSONValue {
    var output = output
    switch output["output_type"]?.string {
    case "display_data", "execute_result":
      if let data = output["data"] { output["data"] = canonical(bundle: data) }
    case "stream":
      if let text = output["text"]?.joinedText { output["text"] = lines(text) }
    default: break
    }
    return output
  }

  /// The attachments of a cell with the text in them in lines.
  static func canonical(attachments: JSONValue) -> JSONValue {
    guard case .object(let files) = attachments else { return attachments }
    return .object(files.map { .init($0.key, canonical(bundle: $0.value)) })
  }

  /// A bundle: text in lines, other media joined, JSON left alone.
  static func canonical(bundle: JSONValue) -> JSONValue {
    guard case .object(let members) = bundle else { return bundle }
    return .object(
      members.map { member in
        guard !isJSON(member.key), let text = member.value.joinedText else { return member }
        return .init(member.key, isText(member.key) ? lines(text) : .string(text))
      })
  }

  /// Whether any JSON may stand under a media type.
  static func isJSON(_ mime: String) -> Bool {
    mime == "application/json" || mime.hasPrefix("application/") && mime.hasSuffix("+json")
  }

  private static func isText(_ mime: String) -> Bool {
    mime.hasPrefix("text/") || mime == "application/javascript" || mime == "image/svg+xml"
  }

  private static func split(_ text: String) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if let last = previous, isLineEnd(last), !(last == "\r" && scalar == "\n") {
        lines.append(String(line))
        line.removeAll(keepingCapacity: true)
      }
      line.append(scalar)
      previous = scalar
    }
    if !line.isEmpty { lines.append(String(line)) }
    return lines
  }

  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}
