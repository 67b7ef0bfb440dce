/// The header of an ELF file and its program headers, for x86 in both widths.
///
/// Source: the System V ABI's "Object Files".
package struct ELFHeader: Sendable {
    package static let magic: [UInt8] = [0x7f, 0x45, 0x4c, 0x46]

    /// The processor that a kernel is for.
    package enum Machine: Sendable {
        case x86, x86_64
    }

    /// Bytes of the file with a place in memory.
    package struct Segment: Sendable {
        let type: UInt32
        let offset: UInt64
        let fileSize: UInt64
        let address: UInt64
        let memorySize: UInt64

        static let load: UInt32 = 1
        static let note: UInt32 = 4
    }

    /// Where the sections are described.
    struct SectionTable: Sendable {
        let offset: UInt64
        let count: Int
        let entrySize: Int
    }

    package let machine: Machine
    package let entry: UInt64
    package let segments: [Segment]
    let sections: SectionTable
    let isWide: Bool

    /// Bytes of the file that hold the header and all program headers, known once the first 64 bytes are there.
    static func extent(_ head: [UInt8]) throws(ExtractionError) -> Int {
        let fields = Fields(head, of: "the ELF header")
        let isWide = try checkIdentity(fields)
        let table: UInt64 = try isWide ? fields.little(32) : UInt64(fields.little(28, as: UInt32.self))
        let size = Int(try fields.little(isWide ? 54 : 42, as: UInt16.self))
        let count = Int(try fields.little(isWide ? 56 : 44, as: UInt16.self))
        guard size == (isWide ? 56 : 32), count > 0, count <= 128 else {
            throw ExtractionError(.corrupt, "the ELF header has \(count) program headers of \(size) bytes")
        }
        return try table.bounded(by: 1 << 20, "the offset of the program headers") + size * count
    }

    /// - Parameter head: at least ``extent(_:)`` bytes from the beginning of the file.
    init(_ head: [UInt8]) throws(ExtractionError) {
        let fields = Fields(head, of: "the ELF header")
        isWide = try Self.checkIdentity(fields)
        switch try fields.little(18, as: UInt16.self) {
        case 3: machine = .x86
        case 62: machine = .x86_64
        case let other:
            throw ExtractionError(.unsupported, "the kernel is for another processor (ELF machine \(other))")
        }
        let end = try Self.extent(head)
        let size = isWide ? 56 : 32
        let count = Int(try fields.little(isWide ? 56 : 44, as: UInt16.self))
        let table = try fields.part(end - size * count, size * count, of: "the program headers")
        var segments: [Segment] = []
        for index in 0..<count {
            segments.append(try Self.segment(table.part(index * size, size, of: "program header \(index)"), isWide))
        }
        self.segments = segments
        entry = try isWide ? fields.little(24) : UInt64(fields.little(24, as: UInt32.self))
        sections = SectionTable(
            offset: try isWide ? fields.little(40) : UInt64(fields.little(32, as: UInt32.self)),
            count: Int(try fields.little(isWide ? 60 : 48, as: UInt16.self)),
            entrySize: Int(try fields.little(isWide ? 58 : 46, as: UInt16.self)))
    }

    /// - Returns: whether it is of 64 bits.
    private static func checkIdentity(_ fields: Fields) throws(ExtractionError) -> Bool {
        guard try fields.range(0, 4).elementsEqual(magic) else {
            throw ExtractionError(.unsupported, "the kernel is no ELF file")
        }
        let width = try fields.byte(4)
        guard try fields.byte(5) == 1, width == 1 || width == 2 else {
            throw ExtractionError(.unsupported, "the kernel is an ELF file of a byte order or width that x86 has not")
        }
        return width == 2
    }

    private static func segment(_ fields: Fields, _ isWide: Bool) throws(ExtractionError) -> Segment {
        if isWide {
            return Segment(
                type: try fields.little(0), offset: try fields.little(8), fileSize: try fields.little(32),
                address: try fields.little(24), memorySize: try fields.little(40))
        }
        let numbers: [UInt64] = try [4, 16, 12, 20].map { offset throws(ExtractionError) in
            UInt64(try fields.little(offset, as: UInt32.self))
        }
        return Segment(
            type: try fields.little(0), offset: numbers[0], fileSize: numbers[1], address: numbers[2],
            memorySize: numbers[3])
    }
}
