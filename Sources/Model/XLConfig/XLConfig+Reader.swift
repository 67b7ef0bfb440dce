extension XLConfig {
    /// Reads a domain configuration by the grammar of Xen's libxlu_cfg_y.y.
    ///
    /// As with xl, the last assignment of a key counts, and `+=` joins strings or lists to what is there.
    ///
    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: Its name, for messages.
    /// - Throws: `.badInput` with `file:line`, wherever xl would refuse the file.
    package init(parsing text: String, file: String) throws(ProvisionError) {
        var parser = XLParser(text, file: file)
        self = try parser.configuration()
    }
}

private struct XLParser {
    /// Deeper lists are refused: nobody writes them, and the parser calls itself.
    private static let maximumDepth = 16

    private var lexer: XLLexer
    private var token: XLLexer.Token = .newline
    private var config = XLConfig()

    init(_ text: String, file: String) { lexer = XLLexer(text, file: file) }

    mutating func configuration() throws(ProvisionError) -> XLConfig {
        try advance()
        while token != .end {
            if case .identifier(let key) = token {
                try assignment(of: key)
                guard [.newline, .semicolon, .end].contains(token) else {
                    throw lexer.error("something follows the value of '\(key)'", hint: "one assignment a line")
                }
            } else if token == .newline || token == .semicolon {
                try advance()
            } else {
                throw lexer.error("this is not an assignment", hint: "write lines like memory = 512")
            }
        }
        return config
    }

    private mutating func advance() throws(ProvisionError) { token = try lexer.next() }

    private mutating func assignment(of key: String) throws(ProvisionError) {
        try advance()
        let appends = token == .append
        guard appends || token == .assign else { throw lexer.error("'=' is missing behind '\(key)'") }
        try advance()
        let value = try value(depth: 0)
        config.store(key, appends ? try join(config[key], value, key: key) : value)
    }

    private func join(_ old: XLValue?, _ new: XLValue, key: String) throws(ProvisionError) -> XLValue {
        switch (old, new) {
        case (nil, _): return new
        case (.string(let old), .string(let new)): return .string(old + new)
        case (.list(let old), .list(let new)): return .list(old + new)
        default: throw lexer.error("'\(key)' has a list and a string joined by '+='")
        }
    }

    private mutating func value(depth: Int) throws(ProvisionError) -> XLValue {
        switch token {
        case .atom(let text):
            try advance()
            return .string(text)
        case .open where depth < Self.maximumDepth:
            return .list(try items(depth: depth))
        case .open:
            throw lexer.error("lists are nested too deeply")
        case .identifier(let word):
            throw lexer.error("the value '\(word)' stands without quotes", hint: "write '\(word)' in quotes")
        default:
            throw lexer.error("a value is missing", hint: "write a quoted string, a number or a list in [ ]")
        }
    }

    private mutating func items(depth: Int) throws(ProvisionError) -> [XLValue] {
        let start = lexer.line
        var items: [XLValue] = []
        try advanceToNextLine()
        while token != .close {
            items.append(try value(depth: depth + 1))
            try skipNewlines()
            if token == .comma {
                try advanceToNextLine()
            } else if token != .close {
                throw lexer.error("the list that starts in line \(start) lacks a ',' or ']'")
            }
        }
        try advance()
        return items
    }

    private mutating func advanceToNextLine() throws(ProvisionError) {
        try advance()
        try skipNewlines()
    }

    private mutating func skipNewlines() throws(ProvisionError) {
        while token == .newline { try advance() }
    }
}
