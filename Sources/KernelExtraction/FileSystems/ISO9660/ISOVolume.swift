/// The volume descriptors of an ISO 9660 disk: which tree of names to read, and how.
struct ISOVolume {
    /// How names are written.
    enum Naming: Equatable, Sendable {
        /// In capital letters with a version behind.
        case plain
        /// In UCS-2, big-endian, with a version behind.
        case joliet
        /// In the records' Rock Ridge fields, of which so many bytes are skipped.
        case rockRidge(skip: Int)
    }

    static let sector: UInt64 = 2048
    private static let maximumDescriptors: UInt64 = 64

    let naming: Naming
    let blockSize: UInt64
    /// Where the root's record is, in bytes.
    let root: UInt64
    let label: String?
    let uuid: String?

    /// Whether a source has the signature of one.
    static func isPresent(in source: any DiskSource) throws(ExtractionError) -> Bool {
        try source.read(at: 16 * sector + 1, upTo: 5) == Array("CD001".utf8)
    }

    /// - Throws: `.corrupt`.
    init(_ source: any DiskSource) throws(ExtractionError) {
        var primary: (fields: Fields, place: UInt64)?
        var joliet: (fields: Fields, place: UInt64)?
        for index in 16..<16 + Self.maximumDescriptors {
            let place = index * Self.sector
            guard place + Self.sector <= source.size else { break }
            let fields = Fields(try source.read(at: place, count: Int(Self.sector)), of: "volume descriptor")
            guard Array(try fields.range(1, 5)) == Array("CD001".utf8), try fields.byte(0) != 255 else { break }
            if try fields.byte(0) == 1, primary == nil { primary = (fields, place) }
            if joliet == nil, try Self.isJoliet(fields) { joliet = (fields, place) }
        }
        guard let primary else { throw ExtractionError(.corrupt, "there is no primary volume descriptor") }
        let size = UInt64(try primary.fields.little(128, as: UInt16.self))
        guard [512, 1024, 2048].contains(size) else { throw ExtractionError(.corrupt, "blocks of \(size) bytes") }
        blockSize = size
        let modified = try Self.date(primary.fields, 830)
        uuid = modified == nil ? try Self.date(primary.fields, 813) : modified
        let name = Array(try primary.fields.range(40, 32)).reversed().drop { $0 == 0x20 || $0 == 0 }.reversed()
        label = name.isEmpty ? nil : ExtractionError.printable(Array(name))
        if let skip = try Self.rockRidge(primary.fields, source, size) {
            naming = .rockRidge(skip: skip)
            root = primary.place + 156
        } else if let joliet, try joliet.fields.little(128) == UInt16(size) {
            naming = .joliet
            root = joliet.place + 156
        } else {
            naming = .plain
            root = primary.place + 156
        }
    }

    private static func isJoliet(_ fields: Fields) throws(ExtractionError) -> Bool {
        guard try fields.byte(0) == 2 else { return false }
        let escape = Array(try fields.range(88, 3))
        return escape[0...1] == [0x25, 0x2F] && [0x40, 0x43, 0x45].contains(escape[2])
    }

    private static func rockRidge(
        _ fields: Fields, _ source: any DiskSource, _ size: UInt64
    ) throws(ExtractionError) -> Int? {
        let root = try ISORecord(try fields.range(156, 34))
        let bytes = try source.read(at: UInt64(root.extent) * size, upTo: 256)
        guard let first = bytes.first, Int(first) <= bytes.count, first >= ISORecord.minimum else { return nil }
        return try RockRidge.skip(in: try ISORecord(bytes[...]).system)
    }

    /// A date of 16 digits as `blkid` makes a UUID of it; nil where none was written.
    private static func date(_ fields: Fields, _ place: Int) throws(ExtractionError) -> String? {
        let digits = Array(try fields.range(place, 16))
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.contains(where: { $0 != 0x30 }) else {
            return nil
        }
        let text = digits.map { String(UnicodeScalar($0)) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14, 14..<16].map { text[$0].joined() }.joined(separator: "-")
    }
}
