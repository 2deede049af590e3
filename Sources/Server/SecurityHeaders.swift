import HTTPServer

/// The header fields that keep a browser from doing more with an answer than was meant.
enum SecurityHeaders {
  /// Go with every answer: own files only, nothing inline, no frames around us, nothing guessed.
  static let common: Headers = [
    "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  ]

  /// Go with the HTML that a run made: no script, no network, an origin of its own.
  static let frame: Headers = [
    "Content-Security-Policy": """
    sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'
    """,
    "X-Frame-Options": "SAMEORIGIN",
  ]

  /// Go with everything that a link shows: it is for those who were given it, not for search engines.
  static let link: Headers = ["X-Robots-Tag": "noindex, nofollow, noarchive"]

  private static let policy = """
    default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'
    """
}
