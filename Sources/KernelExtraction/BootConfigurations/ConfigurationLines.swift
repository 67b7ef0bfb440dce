/// Lines and words of configurations that are no scripts.
enum ConfigurationLines {
    /// The lines without what surrounds them, empty ones left out; a NUL ends a file's text.
    static func plain(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.prefix { $0 != 0 }.split { $0 == 0x0a || $0 == 0x0d }.map { trimmed($0) }.filter { !$0.isEmpty }
    }

    /// The same with lines joined that end in a backslash.
    static func joined(_ bytes: [UInt8]) -> [[UInt8]] {
        var text: [UInt8] = []
        for byte in bytes where byte != 0x0d {
            if byte == 0x0a, text.last == UInt8(ascii: "\\") { text.removeLast() } else { text.append(byte) }
        }
        return plain(text)
    }

    /// Bytes without blanks around them.
    static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0b || $0 == 0x0c }
        guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return [] }
        return Array(bytes[...last].drop(while: isBlank))
    }

    /// The first word, and what follows the separators after it.
    static func split(_ line: [UInt8], at separators: String) -> (word: [UInt8], rest: [UInt8]) {
        let end = line.firstIndex { separators.utf8.contains($0) } ?? line.endIndex
        return (Array(line[..<end]), trimmed(line[end...].drop { separators.utf8.contains($0) }))
    }

    /// The words between blanks.
    static func words(_ line: [UInt8]) -> [[UInt8]] {
        line.split { $0 == 0x20 || $0 == 0x09 }.map(Array.init)
    }
}
