/// The tokens of an xl configuration file, by the rules of Xen's libxlu_cfg_l.l.
///
/// Works on bytes: a `\r\n` is one character to Swift, but two to xl.
struct XLLexer {
    enum Token: Equatable {
        case identifier(String)
        case atom(String)
        case assign, append, open, close, comma, semicolon, newline, end
    }

    private let bytes: [UInt8]
    private var position = 0
    private let file: String
    /// The line of the token that was read last, from 1.
    private(set) var line = 1
    private var nextLine = 1

    init(_ text: String, file: String) {
        bytes = Array(text.utf8)
        self.file = file
    }

    /// - Throws: `.badInput` with file and line for what is no token.
    mutating func next() throws(ProvisionError) -> Token {
        while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
        line = nextLine
        guard let byte = peek else { return .end }
        position += 1
        switch byte {
        case UInt8(ascii: "\n"): return endOfLine()
        case UInt8(ascii: "#"): return try comment()
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: "["): return .open
        case UInt8(ascii: "]"): return .close
        case UInt8(ascii: ";"): return .semicolon
        case UInt8(ascii: "="): return .assign
        case UInt8(ascii: "+") where peek == UInt8(ascii: "="):
            position += 1
            return .append
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .atom(try quoted(by: byte))
        case _ where XLKey.isLetter(byte): return .identifier(run(while: XLKey.isPart))
        case _ where XLKey.isDigit(byte): return .atom(run(while: Self.isNumberPart))
        default: throw stray(byte)
        }
    }

    /// An error at the line of the last token.
    func error(_ problem: String, hint: String? = nil) -> ProvisionError {
        ProvisionError(.badInput, "\(file):\(line): \(problem)", hint: hint)
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func endOfLine() -> Token {
        nextLine += 1
        return .newline
    }

    private mutating func comment() throws(ProvisionError) -> Token {
        while let byte = peek, byte != UInt8(ascii: "\n") { position += 1 }
        // xl's lexer wants the line feed as part of the comment and refuses the file without it.
        guard peek != nil else { throw error("the comment has no end of line", hint: "end the file with a line feed") }
        position += 1
        return endOfLine()
    }

    private mutating func run(while isPart: (UInt8) -> Bool) -> String {
        let start = position - 1
        while let byte = peek, isPart(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// `[0-9][0-9a-fx]*`: xl decides later whether it is a number.
    private static func isNumberPart(_ byte: UInt8) -> Bool {
        XLKey.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) || byte == UInt8(ascii: "x")
    }

    private mutating func quoted(by quote: UInt8) throws(ProvisionError) -> String {
        var content: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\n") {
            position += 1
            if byte == quote { return String(decoding: content, as: UTF8.self) }
            content.append(byte == UInt8(ascii: "\\") ? try escape() : byte)
        }
        throw error("the string has no closing quote", hint: "close it on the same line")
    }

    private mutating func escape() throws(ProvisionError) -> UInt8 {
        guard let byte = peek, byte != UInt8(ascii: "\n") else {
            throw error("the line ends behind a backslash in a string", hint: "write a line feed as \\n")
        }
        position += 1
        if let meaning = XLEscape.meaning(of: byte) { return meaning }
        if XLKey.isDigit(byte) || byte == UInt8(ascii: "x") {
            // libxlutil accepts these, but drops the character: what the file says is not what xl would do.
            throw error("xl does not carry out numeric escapes in strings", hint: "write the character itself")
        }
        throw error("'\\\(String(UnicodeScalar(byte)).printable)' is no escape", hint: "write a backslash as \\\\")
    }

    private func stray(_ byte: UInt8) -> ProvisionError {
        if byte == UInt8(ascii: "\r") {
            return error("carriage return outside a string", hint: "save the file with Unix line ends")
        }
        let text = byte < 0x80 ? String(UnicodeScalar(byte)).printable : "a character beyond ASCII"
        return error("stray '\(text)'", hint: "keys are lower case, text values stand in quotes")
    }
}
