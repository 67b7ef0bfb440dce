private let hiddenCategories: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]

extension String {
    /// The text with control characters, and those that turn the direction of text, as `\u{…}`, so that bad input can be quoted on a terminal without harm.
    package var printable: String {
        unicodeScalars.reduce(into: "") { result, scalar in
            let isHidden = hiddenCategories.contains(scalar.properties.generalCategory)
            result += isHidden ? "\\u{" + String(scalar.value, radix: 16) + "}" : String(scalar)
        }
    }

    /// Without white space at either end.
    package var trimmed: String {
        var view = Substring(self)
        while view.first?.isWhitespace == true { view.removeFirst() }
        while view.last?.isWhitespace == true { view.removeLast() }
        return String(view)
    }
}

extension String {
    /// The lines of a text file without their ends, `\n` or `\r\n`; nothing stands behind the last line feed.
    package var lines: [String] {
        var lines = utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self) }
    }
}
