/// Builds the commands of a GRUB 2 script by GRUB's own grammar (`grub-core/script/parser.y`).
///
/// GRUB parses a script line by line, reading on only within `if`, loops, functions and braces; a syntax error costs the
/// line in which it is and what belongs to it, and the rest goes on.
struct GrubParser {
    /// A syntax error; `message` names token and line.
    struct Mistake: Error {
        var message: String
    }

    /// Blocks within blocks.
    private static let maximumDepth = 48
    private static let keywords: Set<String> = [
        "case", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then", "until",
        "while",
    ]

    private var lexer: GrubLexer
    private var token: GrubLexer.Token
    private var line = 1
    private var depth = 0

    init(_ script: [UInt8]) {
        lexer = GrubLexer(script)
        token = lexer.next()
    }

    /// The commands of the next line that has any; nil after the last one.
    mutating func nextLine() -> Result<[GrubCommand], Mistake>? {
        skipNewlines()
        if case .end = token { return nil }
        do throws(Mistake) {
            var commands: [GrubCommand] = []
            while true {
                commands.append(try statement())
                switch token {
                case .newline, .end: return .success(commands)
                case .semicolon: advance()
                default: throw mistake()
                }
                if case .newline = token { return .success(commands) }
                if case .end = token { return .success(commands) }
            }
        } catch {
            depth = 0
            if case .newline = token {} else { lexer.skipLine() }
            advance()
            return .failure(error)
        }
    }

    private mutating func advance() {
        token = lexer.next()
        line = lexer.line
    }

    private mutating func skipNewlines() {
        while case .newline = token { advance() }
    }

    private func mistake() -> Mistake {
        switch token {
        case .bad(let what): Mistake(message: "syntax error at \(ExtractionError.printable(what.utf8))")
        case .end: Mistake(message: "syntax error at the end")
        default: Mistake(message: "syntax error in line \(line)")
        }
    }
}

// MARK: - The grammar

extension GrubParser {
    /// A command, or a function's definition, which is allowed only here.
    private mutating func statement() throws(Mistake) -> GrubCommand {
        guard token.keyword == "function" else { return try command() }
        advance()
        let name = try name()
        skipNewlines()
        guard case .openBrace = token else { throw mistake() }
        advance()
        let body = try list(upTo: [], isBlock: false)
        try closeBrace()
        return .function(name: name, body: body)
    }

    private mutating func command() throws(Mistake) -> GrubCommand {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw Mistake(message: "blocks nested too deep in line \(line)") }
        guard case .word(let word) = token else { throw mistake() }
        switch word.plain {
        case "if": return try choice()
        case "for": return try each()
        case "while": return try loop(stopsWhenTrue: false)
        case "until": return try loop(stopsWhenTrue: true)
        case .some(let plain) where Self.keywords.contains(plain): throw mistake()
        default: return try simple()
        }
    }

    private mutating func simple() throws(Mistake) -> GrubCommand {
        let words = words()
        guard case .openBrace = token else { return .simple(words: words, block: nil) }
        advance()
        let block = try list(upTo: [])
        try closeBrace()
        return .simple(words: words, block: block)
    }

    private mutating func words() -> [GrubWord] {
        var words: [GrubWord] = []
        while case .word(let word) = token {
            words.append(word)
            advance()
        }
        return words
    }

    private mutating func choice() throws(Mistake) -> GrubCommand {
        var branches: [GrubCommand.Branch] = []
        repeat {
            advance()
            let condition = try list(upTo: ["then"])
            advance()
            branches.append(GrubCommand.Branch(condition: condition, body: try list(upTo: ["elif", "else", "fi"])))
        } while token.keyword == "elif"
        var otherwise: [GrubCommand] = []
        if token.keyword == "else" {
            advance()
            otherwise = try list(upTo: ["fi"])
        }
        advance()
        return .choice(branches: branches, otherwise: otherwise)
    }

    private mutating func each() throws(Mistake) -> GrubCommand {
        advance()
        let variable = try name()
        guard token.keyword == "in" else { throw mistake() }
        advance()
        let words = words()
        try delimiter()
        guard token.keyword == "do" else { throw mistake() }
        advance()
        let body = try list(upTo: ["done"])
        advance()
        return .each(variable: variable, words: words, body: body)
    }

    private mutating func loop(stopsWhenTrue: Bool) throws(Mistake) -> GrubCommand {
        advance()
        let condition = try list(upTo: ["do"])
        advance()
        let body = try list(upTo: ["done"])
        advance()
        return .loop(condition: condition, stopsWhenTrue: stopsWhenTrue, body: body)
    }

    /// At least one command, up to a keyword, or without keywords up to a closing brace. Either follows a delimiter, but
    /// for the brace of a block that is an argument.
    private mutating func list(
        upTo keywords: Set<String>, isBlock: Bool = true
    ) throws(Mistake) -> [GrubCommand] {
        skipNewlines()
        var commands = [try command()]
        while true {
            if keywords.isEmpty, isBlock, case .closeBrace = token { return commands }
            try delimiter()
            if keywords.isEmpty, case .closeBrace = token { return commands }
            if let word = token.keyword, keywords.contains(word) { return commands }
            commands.append(try command())
        }
    }

    /// A semicolon or newline, and more newlines.
    private mutating func delimiter() throws(Mistake) {
        switch token {
        case .newline, .semicolon: advance()
        default: throw mistake()
        }
        skipNewlines()
    }

    private mutating func closeBrace() throws(Mistake) {
        guard case .closeBrace = token else { throw mistake() }
        advance()
    }

    /// The name of a function or of a loop's variable.
    private mutating func name() throws(Mistake) -> String {
        guard let name = token.keyword, !Self.keywords.contains(name), let first = name.utf8.first,
            !(0x30...0x39).contains(first), name.utf8.allSatisfy({ Self.isNameByte($0) })
        else { throw mistake() }
        advance()
        return name
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
    }
}
