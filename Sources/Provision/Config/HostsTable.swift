import Model

/// hosts(5): the names that a host gives to addresses.
package struct HostsTable: Sendable {
    package let names: [IPAddress: Set<String>]

    package init(parsing text: String) {
        var names: [IPAddress: Set<String>] = [:]
        for line in text.lines {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.map(String.init)
            guard let first = words.first, let address = try? IPAddress(first) else { continue }
            names[address, default: []].formUnion(words.dropFirst())
        }
        self.names = names
    }

    /// A name that somebody else than this guest has this address by; nil where it is free, or the guest's own.
    package func stranger(at address: IPAddress, besides guest: GuestName) -> String? {
        guard let names = self.names[address] else { return nil }
        return names.contains { Self.isName($0, of: guest) } ? nil : names.min()
    }

    private static func isName(_ word: String, of guest: GuestName) -> Bool {
        let word = word.lowercased()
        let short = guest.short.lowercased()
        // A guest without a domain is meant by its name in whichever domain the table puts it.
        return word == guest.text.lowercased() || word == short || (guest.domain == nil && word.hasPrefix(short + "."))
    }
}
