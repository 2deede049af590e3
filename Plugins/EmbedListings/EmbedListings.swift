import PackagePlugin

/// Extracts the marked core of every experiment's source, so that the page can show the code that runs.
@main
struct EmbedListings: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target as? SwiftSourceModuleTarget else { return [] }
    // The rules of a lock stand beside the lock, and are the heart of the experiment about it.
    let primitives = target.recursiveTargetDependencies
      .filter { $0.name == "ConcurrencyPrimitives" }.compactMap { $0 as? SwiftSourceModuleTarget }
    let sources = ([module] + primitives).flatMap { $0.sourceFiles(withSuffix: "swift") }
      .map(\.url).sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "Listings.swift")
    return [
      .buildCommand(
        displayName: "Extracting the listings of the experiments",
        executable: try context.tool(named: "embed-listings").url,
        arguments: [output.path] + sources.map(\.path),
        inputFiles: sources, outputFiles: [output])
    ]
  }
}
