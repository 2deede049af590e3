extension Program {
  /// The grammar of the model language.
  ///
  /// Repetition is `{ … }`, what may be missing `[ … ]`, a choice `|`. A comment starts with `//` or `#` and ends with its
  /// line. Statements and declarations end with their line or with `;`; a line goes on in the next one where it ends with a
  /// sign that needs more, where the next one starts with such a sign, and inside of parentheses.
  public static let grammar = """
    program      = [ "%%program" [ option { "," option } ] ] { declaration }
    option       = name ":" ( name | number | "[" name { "," name } "]" )

    declaration  = "const" name "=" constant { "," name "=" constant }
                 | "var" variable { "," variable }
                 | "atomic" [ "(" ordering ")" ] variable { "," variable }
                 | kind object { "," object }
                 | "thread" name [ [ "(" name ")" ] "for" name "in" range ] block
                 | "func" name "(" [ name { "," name } ] ")" block
                 | "assert" expression [ "," text ]
                 | "outcome" expression { "," expression }
                 | grade ( "(" constant { "," constant } ")" | constant ) [ [ "," ] text ]
    variable     = name [ "[" constant "]" ] [ "=" ( constant | "[" constant { "," constant } "]" ) ]
    kind         = "mutex" | "rwlock" | "condition" | "semaphore" | "barrier" | "channel"
    object       = name [ "[" constant "]" ] [ "=" constant ]
    grade        = "forbidden" | "interesting" | "acceptable"
    range        = expression ( "..." | "..<" ) expression
    constant     = expression                                  (known before the program runs)

    block        = "{" { statement } "}"
    statement    = "let" name "=" expression { "," name "=" expression }
                 | "var" name [ "=" expression ] { "," name [ "=" expression ] }
                 | target ( "=" | "+=" | "-=" ) expression
                 | "if" expression block { "else" "if" expression block } [ "else" block ]
                 | "while" expression block
                 | "for" name "in" range block
                 | "break" | "continue" | "return" [ expression ] | "yield"
                 | "await" expression
                 | "assert" expression [ "," text ]
                 | "with" target block
                 | "join" expression
                 | call
    target       = name [ "[" expression "]" ]
    call         = name "(" [ arguments ] ")" | target "." name "(" [ arguments ] ")"
                 | "spawn" name "(" [ arguments ] ")" | "fence" [ "(" [ ordering ] ")" ]
    arguments    = ( expression | ordering ) { "," ( expression | ordering ) }

    expression   = and { "||" and }
    and          = comparison { "&&" comparison }
    comparison   = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum ]
    sum          = product { ( "+" | "-" ) product }
    product      = unary { ( "*" | "/" | "%" ) unary }
    unary        = ( "!" | "-" ) unary | primary
    primary      = number | "true" | "false" | target | call | "(" expression ")"
                 | target "." name                             (at the end: what a thread kept)

    ordering     = ".relaxed" | ".acquire" | ".release" | ".acquireRelease" | ".seqCst"
    name         = letter { letter | digit | "_" }
    number       = digit { digit | "_" } | "0x" hexadecimal | "0b" binary
    text         = '"' { character } '"'
    """
}
