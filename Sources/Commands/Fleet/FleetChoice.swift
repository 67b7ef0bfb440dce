import ArgumentParser
import Fleet
import Glibc
import Model
import Provision

/// Which guests of a fleet a command is about.
struct FleetChoice: ParsableArguments {
    @Option(help: ArgumentHelp("The dom0 whose guests are meant; this one by default.", valueName: "name"))
    var host: String?
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Only these guests: names with commas, ranges such as web[1-3], or * for anything.", valueName: "names"))
    var only: [String] = []

    /// The host that was named, or this one.
    var hostName: String {
        if let host { return host }
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The chosen ones of a list, in its order.
    ///
    /// - Throws: `.usage` for a name that none of them has.
    func filter<Item>(_ items: [Item], name: (Item) -> GuestName) throws(ProvisionError) -> [Item] {
        guard !only.isEmpty else { return items }
        let names = items.map { name($0).text }
        var chosen: Set<String> = []
        for pattern in only.flatMap(Self.patterns) {
            let matches = names.filter { Self.matches($0[...], pattern[...]) }
            guard !matches.isEmpty else {
                throw ProvisionError(
                    .usage, "--only: the fleet has no guest '\(pattern.printable)' on this host",
                    hint: Suggestion.hint(for: pattern, among: names))
            }
            chosen.formUnion(matches)
        }
        return items.filter { chosen.contains(name($0).text) }
    }

    /// `a,b` is two; a range is as many as it says; commas in brackets belong to the range.
    private static func patterns(_ text: String) -> [String] {
        var parts = [""]
        var isInside = false
        for character in text {
            if character == "[" { isInside = true }
            if character == "]" { isInside = false }
            if character == ",", !isInside { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.filter { !$0.isEmpty }.flatMap { part in
            let place = FleetPosition(file: "--only", line: 1, column: 1)
            return part.contains("[")
                ? (try? NamePattern(Located(part, place)).names.map(\.value.text)) ?? [part] : [part]
        }
    }

    /// `*` is any number of characters.
    private static func matches(_ text: Substring, _ pattern: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            let rest = pattern.dropFirst()
            return matches(text, rest) || (!text.isEmpty && matches(text.dropFirst(), pattern))
        }
        return text.first == first && matches(text.dropFirst(), pattern.dropFirst())
    }
}
