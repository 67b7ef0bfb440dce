/// Splits a GRUB 2 script into tokens by the rules of GRUB's own lexer (`grub-core/script/yylex.l`).
struct GrubLexer {
    /// A token.
    enum Token {
        case newline, semicolon, openBrace, closeBrace, end
        case word(GrubWord)
        /// What GRUB's grammar has no use for (`&&`, `|`, `[[` …) or what is no token: always a syntax error.
        case bad(String)

        /// The word as a keyword would be written; nil for everything else.
        var keyword: String? { if case .word(let word) = self { word.plain } else { nil } }
    }

    private let bytes: [UInt8]
    private var position = 0
    /// The line of the token that was read last, counted from 1.
    private(set) var line = 1

    /// GRUB reads files as lines of C strings: carriage returns vanish and a NUL ends its line.
    init(_ script: [UInt8]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(script.count)
        var isCut = false
        for byte in script where byte != 0x0d {
            if byte == 0 { isCut = true }
            if byte == 0x0a { isCut = false }
            if !isCut { bytes.append(byte) }
        }
        self.bytes = bytes
    }

    /// Drops the rest of the line, as GRUB does after a syntax error in it.
    mutating func skipLine() {
        while let byte = peek, byte != 0x0a { position += 1 }
    }

    /// The next token; `.end` again and again after the last one.
    mutating func next() -> Token {
        skipBlanks()
        guard let byte = peek else { return .end }
        switch byte {
        case 0x0a:
            position += 1
            line += 1
            return .newline
        case UInt8(ascii: ";"):
            position += 1
            guard peek != UInt8(ascii: ";") else { return bad(";;") }
            return .semicolon
        case UInt8(ascii: "{"):
            position += 1
            return .openBrace
        case UInt8(ascii: "}"):
            position += 1
            return .closeBrace
        case UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            return bad(String(UnicodeScalar(byte)))
        default:
            return word()
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func bad(_ what: String) -> Token { .bad("'\(what)' in line \(line)") }

    private mutating func skipBlanks() {
        while let byte = peek {
            if byte == 0x20 || byte == 0x09 {
                position += 1
            } else if byte == UInt8(ascii: "\\"), isAt(1, 0x0a) {
                position += 2
                line += 1
            } else if byte == UInt8(ascii: "#") {
                skipLine()
            } else {
                return
            }
        }
    }

    private func isAt(_ distance: Int, _ byte: UInt8) -> Bool {
        position + distance < bytes.count && bytes[position + distance] == byte
    }
}

// MARK: - Words

extension GrubLexer {
    /// What ends a word that is not quoted.
    private static let enders = Set(" \t\n{}|&;<>".utf8)

    private mutating func word() -> Token {
        var word = GrubWord()
        var text: [UInt8] = []
        var isPlain = true
        while let byte = peek, !Self.enders.contains(byte) {
            position += 1
            switch byte {
            case UInt8(ascii: "\\"):
                isPlain = false
                guard let escaped = peek else { return bad("\\") }
                position += 1
                if escaped == 0x0a { line += 1 } else { text.append(escaped) }
            case UInt8(ascii: "'"):
                isPlain = false
                flush(&text, into: &word)
                guard let literal = literal() else { return bad("'") }
                word.parts.append(.text(literal))
            case UInt8(ascii: "\""):
                isPlain = false
                flush(&text, into: &word)
                if let problem = quoted(into: &word) { return problem }
            case UInt8(ascii: "$"):
                isPlain = false
                flush(&text, into: &word)
                if peek == UInt8(ascii: "\"") { continue }
                guard let name = variable() else { return bad("$") }
                word.parts.append(.variable(name, quoted: false))
            default:
                text.append(byte)
            }
        }
        if isPlain {
            let plain = String(decoding: text, as: UTF8.self)
            if plain == "[[" || plain == "]]" { return bad(plain) }
            word.plain = plain
        }
        flush(&text, into: &word)
        return .word(word)
    }

    private func flush(_ text: inout [UInt8], into word: inout GrubWord) {
        if !text.isEmpty { word.parts.append(.text(text)) }
        text = []
    }

    /// What stands up to the closing single quote; nil when there is none.
    private mutating func literal() -> [UInt8]? {
        let start = position
        while let byte = peek {
            if byte == 0x0a { line += 1 }
            position += 1
            if byte == UInt8(ascii: "'") { return Array(bytes[start..<position - 1]) }
        }
        return nil
    }

    /// What stands up to the closing double quote.
    private mutating func quoted(into word: inout GrubWord) -> Token? {
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                word.parts.append(.text(text))
                return nil
            case UInt8(ascii: "\\"):
                guard let escaped = peek else { return bad("\"") }
                if escaped == 0x0a {
                    line += 1
                } else if "\"\\$".utf8.contains(escaped) {
                    text.append(escaped)
                } else {
                    text += [byte, escaped]
                }
                position += 1
            case UInt8(ascii: "$"):
                word.parts.append(.text(text))
                text = []
                guard let name = variable() else { return bad("$") }
                word.parts.append(.variable(name, quoted: true))
            default:
                if byte == 0x0a { line += 1 }
                text.append(byte)
            }
        }
        return bad("\"")
    }

    /// The name after a `$`, in braces or not; nil where there is none.
    private mutating func variable() -> String? {
        let isBraced = peek == UInt8(ascii: "{")
        if isBraced { position += 1 }
        let start = position
        guard let first = peek else { return nil }
        if "?#@*".utf8.contains(first) {
            position += 1
        } else {
            let isNumber = Self.isDigit(first)
            guard isNumber || Self.isLetter(first) else { return nil }
            while let byte = peek, Self.isDigit(byte) || (!isNumber && Self.isLetter(byte)) { position += 1 }
        }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        if isBraced {
            guard peek == UInt8(ascii: "}") else { return nil }
            position += 1
        }
        return name
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
    }
}
