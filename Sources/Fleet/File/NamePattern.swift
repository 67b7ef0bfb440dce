import Model

/// A guest's name, or many: `web[01-20].example.org`, `db[1,3,7-9]`, `r[1-2]n[1-4]`.
package struct NamePattern: Sendable {
    /// Names that one pattern, and a whole fleet, may stand for.
    package static let limit = 10_000

    /// The names, in the order of their numbers, the last range turning fastest.
    package let names: [Located<GuestName>]

    /// - Throws: `.badInput` for brackets that are no range, and names that are no host names.
    package init(_ text: Located<String>) throws(ProvisionError) {
        var texts = [""]
        var rest = Substring(text.value)
        while let open = rest.firstIndex(of: "[") {
            let head = rest[..<open]
            guard let close = rest[open...].firstIndex(of: "]") else {
                throw Self.refusal(text, "the bracket is not closed")
            }
            let numbers = try Self.numbers(rest[rest.index(after: open)..<close], in: text)
            guard texts.count * numbers.count <= Self.limit else {
                throw Self.refusal(text, "it stands for more than \(Self.limit) guests")
            }
            texts = texts.flatMap { text in numbers.map { text + head + $0 } }
            rest = rest[rest.index(after: close)...]
        }
        texts = texts.map { $0 + rest }
        names = try texts.map { (name) throws(ProvisionError) in
            do throws(ProvisionError) {
                return Located(try GuestName(name), text.position)
            } catch {
                throw text.position.refusal(error.message, hint: error.hint)
            }
        }
    }

    /// `01-20`, or several with commas; zeros in front are kept.
    private static func numbers(_ text: Substring, in whole: Located<String>) throws(ProvisionError) -> [String] {
        var numbers: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            guard (1...2).contains(ends.count), let first = number(ends[0]), let last = number(ends[ends.count - 1])
            else { throw refusal(whole, "'[\(String(text).printable.shortened)]' is no range of numbers") }
            guard first <= last else {
                throw refusal(whole, "the range '\(part)' runs backwards")
            }
            guard last - first < limit else { throw refusal(whole, "it stands for more than \(limit) guests") }
            let width = ends[0].count
            numbers += (first...last).map { number in
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.count)) + digits
            }
        }
        return numbers
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.count <= 9, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(text)
    }

    private static func refusal(_ text: Located<String>, _ problem: String) -> ProvisionError {
        text.position.refusal(
            "'\(text.value.printable.shortened)': \(problem)", hint: "write it like web[01-20] or db[1,3,7-9]")
    }
}
