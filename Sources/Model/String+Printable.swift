extension String {
    /// The text with control characters as `\u{…}`, so that bad input can be quoted on a terminal without harm.
    package var printable: String {
        unicodeScalars.reduce(into: "") { result, scalar in
            let isControl = scalar.properties.generalCategory == .control
            result += isControl ? "\\u{" + String(scalar.value, radix: 16) + "}" : String(scalar)
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
