/// A directory record of ISO 9660 (ECMA-119, 9.1).
struct ISORecord {
    static let minimum = 34

    /// Where its file begins, in blocks, and how many bytes it has.
    let extent: UInt32
    let size: UInt32
    let flags: UInt8
    let isInterleaved: Bool
    let name: [UInt8]
    /// The field for extensions.
    let system: Fields
    let length: Int

    var isDirectory: Bool { flags & 0x02 != 0 }
    /// A resource fork and its like, which shares the name of its file.
    var isAssociated: Bool { flags & 0x04 != 0 }
    /// More records with the same name follow, each with a further part of the file.
    var isContinued: Bool { flags & 0x80 != 0 }
    /// `.` and `..`.
    var isSelfOrParent: Bool { name == [0] || name == [1] }

    /// - Parameters: `bytes` from the record's beginning on, at least as many as it says.
    /// - Throws: `.corrupt`.
    init(_ bytes: ArraySlice<UInt8>) throws(ExtractionError) {
        let all = Fields(bytes, of: "directory record")
        length = Int(try all.byte(0))
        guard length >= Self.minimum else {
            throw ExtractionError(.corrupt, "a directory record has \(length) bytes")
        }
        let fields = try all.part(0, length, of: "directory record")
        let extended = try fields.byte(1)
        extent = try fields.little(2, as: UInt32.self) &+ UInt32(extended)
        size = try fields.little(10)
        flags = try fields.byte(25)
        isInterleaved = try fields.little(26, as: UInt16.self) != 0
        let nameLength = Int(try fields.byte(32))
        name = Array(try fields.range(33, nameLength))
        let start = min(33 + nameLength + (nameLength & 1 == 0 ? 1 : 0), length)
        system = try fields.part(start, length - start, of: "Rock Ridge field")
    }
}
