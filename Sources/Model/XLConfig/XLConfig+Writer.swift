extension XLConfig {
    /// The file's text: comment lines, then one assignment a line in the order of `keys`.
    ///
    /// - Parameter header: Lines of the comment on top, without `#`.
    /// - Throws: `.badInput` for a value that the syntax cannot carry: a NUL byte.
    package func text(header: [String] = []) throws(ProvisionError) -> String {
        var text = ""
        for line in header { text += line.isEmpty ? "#\n" : "# \(line.printable)\n" }
        if !header.isEmpty { text += "\n" }
        for key in keys {
            guard let value = self[key] else { continue }
            text += "\(key) = \(try XLWriter.rendered(value, key: key))\n"
        }
        return text
    }
}

private enum XLWriter {
    static func rendered(_ value: XLValue, key: String) throws(ProvisionError) -> String {
        switch value {
        case .string(let text):
            return try atom(text, key: key)
        case .list(let items):
            var lines: [String] = []
            for item in items { lines.append(try rendered(item, key: key)) }
            guard lines.count > 1 else { return "[\(lines.joined())]" }
            return "[\n" + lines.map { "    \($0),\n" }.joined() + "]"
        }
    }

    private static func atom(_ text: String, key: String) throws(ProvisionError) -> String {
        if isPlainNumber(text) { return text }
        // Double quotes only where they save escapes; scripts that read these files look for single ones.
        let quote = text.contains("'") && !text.contains("\"") ? UInt8(ascii: "\"") : UInt8(ascii: "'")
        var bytes = [quote]
        for byte in text.utf8 {
            guard byte != 0 else {
                throw ProvisionError(.badInput, "the value of '\(key)' holds a NUL, which no configuration can carry")
            }
            let isOtherQuote = byte != quote && (byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\""))
            if let letter = XLEscape.letter(for: byte), !isOtherQuote {
                bytes += [UInt8(ascii: "\\"), letter]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes + [quote], as: UTF8.self)
    }

    /// Digits only, and few enough that xl would not read another number out of them.
    private static func isPlainNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(XLKey.isDigit) && (text == "0" || !text.hasPrefix("0"))
    }
}
