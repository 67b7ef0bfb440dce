/// The names in the bytes of a FAT directory, long ones put together from their pieces.
struct FATDirectory {
    static let entrySize = 32
    private static let labelAttribute: UInt8 = 0x08
    private static let longNameAttributes: UInt8 = 0x0F

    /// A name and where in the directory's bytes its entry is.
    struct Name: Equatable {
        let name: [UInt8]
        let offset: Int
    }

    private(set) var names: [Name] = []
    /// The volume's label, which the root directory has.
    private(set) var label: [UInt8]?

    private var pieces: [UInt16] = []
    private var expected: UInt8 = 0
    private var sum: UInt8 = 0

    /// - Throws: nothing but what damaged fields do, as every damaged long name leaves its short one.
    init(_ bytes: [UInt8]) throws(ExtractionError) {
        for offset in stride(from: 0, to: bytes.count - bytes.count % Self.entrySize, by: Self.entrySize) {
            let entry = Fields(bytes[offset..<offset + Self.entrySize], of: "directory entry")
            let first = try entry.byte(0)
            if first == 0 { return }
            let attributes = try entry.byte(11)
            if first == 0xE5 {
                expected = 0
                pieces = []
            } else if attributes & 0x3F == Self.longNameAttributes {
                try collect(entry, first)
            } else {
                try finish(entry, attributes, offset)
            }
        }
    }

    /// Adds a piece of a long name; they come last piece first.
    private mutating func collect(_ entry: Fields, _ order: UInt8) throws(ExtractionError) {
        let checksum = try entry.byte(13)
        if order & 0x40 != 0 {
            pieces = []
            sum = checksum
            expected = order & 0x3F
        }
        guard order & 0x3F == expected, expected > 0, expected <= 20, checksum == sum else {
            expected = 0
            pieces = []
            return
        }
        var units: [UInt16] = []
        for (offset, count) in [(1, 5), (14, 6), (28, 2)] {
            for index in 0..<count { units.append(try entry.little(offset + 2 * index)) }
        }
        pieces = units + pieces
        expected -= 1
    }

    private mutating func finish(_ entry: Fields, _ attributes: UInt8, _ offset: Int) throws(ExtractionError) {
        let short = Array(try entry.range(0, 11))
        let isLong = expected == 0 && !pieces.isEmpty && sum == Self.checksum(short)
        let units = pieces.prefix { $0 != 0 }
        pieces = []
        expected = 0
        if attributes & Self.labelAttribute != 0 {
            if label == nil { label = short }
            return
        }
        let name =
            isLong && !units.isEmpty
            ? Array(String(decoding: units, as: UTF16.self).utf8)
            : Self.shortName(short, flags: try entry.byte(12))
        guard !name.isEmpty, name != [0x2E], name != [0x2E, 0x2E], !name.contains(0x2F), !name.contains(0) else {
            return
        }
        guard names.count < Limits.directoryEntries else {
            throw ExtractionError(.limit, "a directory has more than \(Limits.directoryEntries) names")
        }
        names.append(Name(name: name, offset: offset))
    }

    private static func checksum(_ short: [UInt8]) -> UInt8 { short.reduce(0) { ($0 >> 1 | $0 << 7) &+ $1 } }

    /// A name of eight and three bytes as Linux shows it: Windows NT's two flags say which part is in lower case.
    private static func shortName(_ bytes: [UInt8], flags: UInt8) -> [UInt8] {
        var bytes = bytes
        if bytes[0] == 0x05 { bytes[0] = 0xE5 }
        func part(_ range: Range<Int>, _ isLower: Bool) -> [UInt8] {
            var part = Array(bytes[range])
            while part.last == 0x20 { part.removeLast() }
            return isLower ? part.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 } : part
        }
        let base = part(0..<8, flags & 0x08 != 0)
        let suffix = part(8..<11, flags & 0x10 != 0)
        return suffix.isEmpty ? base : base + [0x2E] + suffix
    }
}
