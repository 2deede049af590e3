/// The runs that wait, fair between people first and between the notebooks of a person second.
///
/// Whoever was served goes to the end of the round; within a notebook the order of asking holds.
struct RunQueue: Sendable, Equatable {
  struct Entry: Sendable, Equatable {
    let run: String
    let person: String
    let notebook: String
    let isQuiet: Bool
  }

  private struct Notebook: Equatable {
    let name: String
    var entries: [Entry]
  }

  private struct Person: Equatable {
    let name: String
    var notebooks: [Notebook]
    var count: Int { notebooks.reduce(0) { $0 + $1.entries.count } }
  }

  private var people: [Person] = []

  var isEmpty: Bool { people.isEmpty }
  var count: Int { people.reduce(0) { $0 + $1.count } }

  /// How many runs of a person wait.
  func count(of person: String) -> Int {
    people.first { $0.name == person }?.count ?? 0
  }

  mutating func append(_ entry: Entry) {
    let at = place(of: entry.person)
    if let found = people[at].notebooks.firstIndex(where: { $0.name == entry.notebook }) {
      people[at].notebooks[found].entries.append(entry)
    } else {
      people[at].notebooks.append(Notebook(name: entry.notebook, entries: [entry]))
    }
  }

  private mutating func place(of person: String) -> Int {
    if let found = people.firstIndex(where: { $0.name == person }) { return found }
    people.append(Person(name: person, notebooks: []))
    return people.count - 1
  }

  /// The run whose turn it is.
  var first: Entry? { people.first?.notebooks.first?.entries.first }

  /// Takes the run whose turn it is and lets the next person, and the person's next notebook, be first.
  mutating func removeFirst() -> Entry? {
    guard let entry = first else { return nil }
    var person = people.removeFirst()
    var notebook = person.notebooks.removeFirst()
    notebook.entries.removeFirst()
    if !notebook.entries.isEmpty { person.notebooks.append(notebook) }
    if !person.notebooks.isEmpty { people.append(person) }
    return entry
  }

  /// Takes one run out, wherever it stands.
  mutating func remove(_ run: String) -> Entry? {
    for (at, person) in people.enumerated() {
      for (book, notebook) in person.notebooks.enumerated() {
        guard let found = notebook.entries.firstIndex(where: { $0.run == run }) else { continue }
        let entry = people[at].notebooks[book].entries.remove(at: found)
        if people[at].notebooks[book].entries.isEmpty { people[at].notebooks.remove(at: book) }
        if people[at].notebooks.isEmpty { people.remove(at: at) }
        return entry
      }
    }
    return nil
  }

  /// All waiting runs in the order in which they will be served if nobody asks for more.
  var order: [Entry] {
    var rest = self
    var entries: [Entry] = []
    while let entry = rest.removeFirst() { entries.append(entry) }
    return entries
  }
}
