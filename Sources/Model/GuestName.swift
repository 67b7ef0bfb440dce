/// The name of a guest: a host name by RFC 1123, short (`web1`) or fully qualified (`web1.example.org`).
///
/// It becomes a directory, a configuration file and a logical volume, so nothing but letters, digits, hyphens and
/// single dots gets in. At most 63 characters, which Linux's `HOST_NAME_MAX` (64) and Xen both take.
package struct GuestName: Hashable, Comparable, Sendable {
    package static let maximumLength = 63

    /// The name as it was given.
    package let text: String

    /// - Throws: `.usage`, with the one rule that the name breaks.
    package init(_ text: String) throws(ProvisionError) {
        if let problem = Self.problem(in: text) {
            throw ProvisionError(
                .usage,
                "'\(text.printable)' is not a host name: \(problem)",
                hint: "use letters, digits and hyphens, with dots between labels, such as web1.example.org"
            )
        }
        self.text = text
    }

    /// A name for what has none of its own that could be one.
    package init(anyOf uuid: UUIDValue) { text = "uuid-\(uuid)" }

    /// The first label: `web1` of `web1.example.org`.
    package var short: String { text.split(separator: ".").first.map(String.init) ?? text }

    /// The whole name where it has a domain, else nil.
    package var fullyQualified: String? { text.contains(".") ? text : nil }

    /// The part behind the first dot, else nil.
    package var domain: String? {
        text.firstIndex(of: ".").map { String(text[text.index(after: $0)...]) }
    }

    package static func < (left: GuestName, right: GuestName) -> Bool { left.text < right.text }

    private static func problem(in text: String) -> String? {
        if text.isEmpty { return "it is empty" }
        if text.utf8.count > maximumLength { return "it is longer than \(maximumLength) characters" }
        for label in text.split(separator: ".", omittingEmptySubsequences: false) {
            if label.isEmpty { return "a label between dots is empty" }
            if let stray = label.first(where: { !isAllowed($0) }) {
                return "it holds '\(String(stray).printable)'"
            }
            if label.hasPrefix("-") || label.hasSuffix("-") { return "a label starts or ends with a hyphen" }
        }
        if text == "Domain-0" { return "it is the name of dom0" }
        if text.allSatisfy({ $0.isNumber || $0 == "." }) { return "it looks like a number or an address" }
        return nil
    }

    private static func isAllowed(_ character: Character) -> Bool {
        character == "-" || (character.isASCII && (character.isLetter || character.isNumber))
    }
}

extension GuestName: CustomStringConvertible {
    package var description: String { text }
}

extension GuestName: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
