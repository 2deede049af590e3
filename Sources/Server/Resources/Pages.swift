import HTTPServer
import NotebookModel

// The page's files, and the sign-in.
extension Resources {
  func frontPage(_ request: Request, _ caller: Caller) async throws -> Response {
    guard let token = request.query("token") else {
      return try answer(request, file: ["index.html"])
    }
    try policy.check(token, of: request)
    // The redirect takes the token out of the address bar and the history.
    let place = request.query("notebook").flatMap(Self.page(of:)) ?? "/"
    return Response(
      status: 303,
      headers: ["Location": place, "Set-Cookie": signIn(as: Secrets.draw(16))])
  }

  /// Where a notebook is shown; nil for what cannot be the name of one.
  private static func page(of notebook: String) -> String? {
    // The rule of cells' names has no letter that could lead elsewhere.
    CellID(notebook).isValid ? "/notebook.html?id=\(notebook)" : nil
  }

  func page(_ request: Request, _ caller: Caller) async throws -> Response {
    try answer(request, file: request.target.path)
  }

  func file(_ request: Request, _ caller: Caller) async throws -> Response {
    try answer(request, file: request.target.path)
  }

  /// The cookie of a browser: the shared secret, and a name that tells browsers apart.
  private func signIn(as browser: String) -> String {
    let value = "\(policy.secrets.cookie).\(browser)"
    let age = ServerLimits.signIn.components.seconds
    return "\(policy.cookieName)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=Strict"
      + (isSecure ? "; Secure" : "")
  }

  private func answer(_ request: Request, file path: [String]) throws -> Response {
    guard let files else { throw HTTPServer.Refusal.unknownPath }
    return try files.answer(request, path: path)
  }
}
