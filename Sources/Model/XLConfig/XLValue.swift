/// A value of an xl configuration file: an atom or a list.
///
/// libxlutil keeps no difference between `1024` and `'1024'`; both are the same string, read as a number where a
/// number is wanted. So there is one kind of atom here too, and equality is what xl would see.
package enum XLValue: Hashable, Sendable {
    case string(String)
    /// Lists may hold lists, as libxlutil allows; no key of xl.cfg(5) that we write needs it.
    case list([XLValue])

    /// The atom that a decimal number is.
    package static func integer(_ number: Int) -> XLValue { .string(String(number)) }

    /// A list of atoms.
    package static func strings(_ items: [String]) -> XLValue { .list(items.map(XLValue.string)) }

    /// The text of an atom; nil for a list.
    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The atoms of a flat list; nil for an atom and for a list that holds lists.
    package var texts: [String]? {
        guard case .list(let items) = self else { return nil }
        let texts = items.compactMap(\.text)
        return texts.count == items.count ? texts : nil
    }

    /// The atom as the number that `strtol(…, 0)` makes of it, which is how xl reads numbers: decimal, `0x` or a
    /// leading `0` for octal. Nil where xl would refuse it.
    package var integer: Int? {
        guard let text else { return nil }
        var digits = Substring(text.drop { " \t\n\r\u{B}\u{C}".contains($0) })
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits = digits.dropFirst() }
        var radix = 10
        if digits.lowercased().hasPrefix("0x") {
            (radix, digits) = (16, digits.dropFirst(2))
        } else if digits.hasPrefix("0"), digits.count > 1 {
            (radix, digits) = (8, digits.dropFirst())
        }
        guard let first = digits.first, first.isASCII, first.isHexDigit else { return nil }
        return Int((isNegative ? "-" : "") + digits, radix: radix)
    }
}

extension XLValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
}
