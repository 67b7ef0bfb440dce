/// The label of an LVM physical volume and the metadata behind it (LVM2, `lib/format_text/layout.h`).
struct PhysicalVolume {
    private static let sector: UInt64 = 512
    private static let metadataLimit = 16 << 20
    private static let magic = Array(" LVM2 x[5A%r0N*>".utf8)
    /// What LVM's checksums begin with.
    private static let checksumSeed: UInt32 = 0xF597_A6CF

    /// 32 characters.
    let identifier: String
    /// The group's metadata; nil where this volume carries none.
    let metadata: VolumeText?

    /// Whether a label is in one of the first four sectors.
    static func isPresent(in source: any DiskSource) throws(ExtractionError) -> Bool { try label(source) != nil }

    /// - Returns: nil where there is no label.
    /// - Throws: `.corrupt`, `.limit`.
    init?(_ source: any DiskSource) throws(ExtractionError) {
        guard let fields = try Self.label(source) else { return nil }
        guard Checksum.agrees(Self.sum(try fields.range(20, fields.count - 20)), try fields.little(16)) else {
            throw ExtractionError(.corrupt, "the checksum of the LVM label is wrong")
        }
        let start = Int(try fields.little(20, as: UInt32.self))
        identifier = ExtractionError.printable(try fields.range(start, 32))
        // Two lists of places and sizes, each ended by zeros: where data lies, and where metadata.
        var at = start + 40
        while try fields.little(at, as: UInt64.self) != 0 { at += 16 }
        at += 16
        var metadata: VolumeText?
        var fault: ExtractionError?
        while metadata == nil {
            let place = try fields.little(at, as: UInt64.self)
            guard place != 0 else { break }
            do throws(ExtractionError) {
                metadata = try Self.text(source, at: place)
            } catch {
                fault = error
            }
            at += 16
        }
        if metadata == nil, let fault { throw fault }
        self.metadata = metadata
    }

    private static func label(_ source: any DiskSource) throws(ExtractionError) -> Fields? {
        for index in 0..<UInt64(4) {
            let bytes = try source.read(at: index * sector, upTo: Int(sector))
            guard bytes.count == Int(sector), bytes.starts(with: Array("LABELONE".utf8)) else { continue }
            let fields = Fields(bytes, of: "LVM label")
            if Array(try fields.range(24, 8)) == Array("LVM2 001".utf8) { return fields }
        }
        return nil
    }

    private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt32 { CRC32.ieee.update(checksumSeed, bytes) }

    private static func text(_ source: any DiskSource, at place: UInt64) throws(ExtractionError) -> VolumeText? {
        let header = Fields(try source.read(at: place, count: Int(sector)), of: "LVM metadata header")
        guard Array(try header.range(4, 16)) == magic,
            Checksum.agrees(sum(try header.range(4, 508)), try header.little(0))
        else {
            throw ExtractionError(.corrupt, "the header of the LVM metadata is damaged")
        }
        let area = try header.little(32, as: UInt64.self)
        let (offset, size) = (try header.little(40, as: UInt64.self), try header.little(48, as: UInt64.self))
        // Bit 0 of the flags: this copy is to be ignored.
        guard offset != 0, size != 0, try header.little(60, as: UInt32.self) & 1 == 0 else { return nil }
        let count = try size.bounded(by: metadataLimit, "the size of the LVM metadata")
        guard area > sector, offset >= sector, offset < area, size <= area - sector else {
            throw ExtractionError(.corrupt, "the LVM metadata lies beyond its area")
        }
        let (start, overflows) = place.addingReportingOverflow(offset)
        guard !overflows else { throw ExtractionError(.corrupt, "the LVM metadata lies beyond the disk") }
        // The area is a ring behind its header.
        let straight = min(UInt64(count), area - offset)
        var bytes = try source.read(at: start, count: Int(straight))
        if straight < size { bytes += try source.read(at: place + sector, count: count - Int(straight)) }
        guard Checksum.agrees(sum(bytes[...]), try header.little(56)) else {
            throw ExtractionError(.corrupt, "the checksum of the LVM metadata is wrong")
        }
        while bytes.last == 0 { bytes.removeLast() }
        return try VolumeText(parsing: bytes)
    }
}
