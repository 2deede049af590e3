import HTTPServer
import Wire

extension Resources {
  /// The OpenAPI description, made from the table of routes, so that it cannot be wrong about them.
  func describe(_ request: Request, _ caller: Caller) async throws -> Response {
    var paths: [String: JSON] = [:]
    for endpoint in Routes.table(self) {
      let path = Self.template(endpoint.pattern)
      var operations: [String: JSON] = [:]
      if case .object(let known)? = paths[path] { operations = known }
      operations[endpoint.method.rawValue.lowercased()] = Self.operation(endpoint)
      paths[path] = .object(operations)
    }
    let bearer: JSON = ["type": "http", "scheme": "bearer"]
    let cookie: JSON = ["type": "apiKey", "in": "cookie", "name": .string(policy.cookieName)]
    return try .json(
      [
        "openapi": "3.1.0",
        "info": ["title": "Interleave", "version": .string(version)],
        "components": ["securitySchemes": ["bearer": bearer, "cookie": cookie]],
        "paths": .object(paths),
      ] as JSON)
  }

  /// `/a/:b/*c` as `/a/{b}/{c}`.
  static func template(_ pattern: String) -> String {
    let parts = pattern.split(separator: "/").map { part in
      part.first == ":" || part.first == "*" ? "{\(part.dropFirst())}" : String(part)
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func operation(_ endpoint: Endpoint) -> JSON {
    let names = endpoint.pattern.split(separator: "/").filter { $0.first == ":" || $0.first == "*" }
    let parameters = names.map { name -> JSON in
      [
        "name": .string(String(name.dropFirst())), "in": "path", "required": true,
        "schema": ["type": "string"],
      ]
    }
    let problem: JSON = ["description": "A problem, as application/problem+json."]
    var operation: [String: JSON] = [
      "summary": .string(endpoint.summary),
      "responses": ["2XX": ["description": "Done."], "4XX": problem, "5XX": problem],
    ]
    if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
    if endpoint.access.role != nil, !endpoint.access.isByLink {
      operation["security"] = [["bearer": []], ["cookie": []]]
    }
    if endpoint.method == .post {
      let types = endpoint.access.bodies.sorted().map {
        ($0, ["schema": ["type": "object"]] as JSON)
      }
      operation["requestBody"] = [
        "required": true,
        "content": .object(Dictionary(types) { first, _ in first }),
      ]
    }
    return .object(operation)
  }
}
