import SourceLanguage
import Testing

@Suite struct `The language of a cell` {
  @Test(arguments: [
    ("", CellLanguage.experiment), ("law.amdahl()", .experiment), ("%%experiment\n", .experiment),
    ("%%program", .program), ("%%program model: tso, seed: 7\nvar x = 0", .program),
    ("%%program\r\nvar x = 0", .program), ("%%program\tmodel: sc", .program),
    ("%%compare\nlaw.amdahl()", .compare), ("%%python\n1", .python), ("%%swift\n", .swift),
    ("%%programs", .unknown), ("%%", .unknown), ("%% program", .unknown), ("%%Program", .unknown),
    (" %%program", .experiment), ("\n%%program", .experiment), ("%program", .experiment),
  ])
  func `stands on its first line`(source: String, language: CellLanguage) {
    #expect(CellLanguage.of(source) == language)
  }
}
