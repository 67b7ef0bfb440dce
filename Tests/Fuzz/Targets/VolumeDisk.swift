import KernelExtraction

/// A disk that is an LVM physical volume, of the few bytes that a reader looks at.
package enum VolumeDisk {
    private static let size = 160 << 10
    private static let area = 4096
    private static let areaSize = 48 << 10
    private static let dataStart = 64 << 10
    private static let identifier = "aaaaaaBBBBccccDDDDeeeeFFFFgggggg"
    /// What LVM's checksums begin with.
    private static let checksumSeed: UInt32 = 0xF597_A6CF

    /// A disk with this text as its metadata, and zeros for data.
    package static func disk(text: [UInt8]) -> [UInt8] {
        let text = text.prefix(areaSize - 512)
        var disk = [UInt8](repeating: 0, count: size)
        var label = little(UInt32(32)) + Array("LVM2 001".utf8) + Array(identifier.utf8) + little(UInt64(size))
        label += little(UInt64(dataStart)) + little(UInt64(0)) + little(UInt64(0)) + little(UInt64(0))
        label += little(UInt64(area)) + little(UInt64(areaSize))
        label += [UInt8](repeating: 0, count: 512 - 20 - label.count)
        label = Array("LABELONE".utf8) + little(UInt64(1)) + little(sum(label)) + label
        disk.replaceSubrange(512..<1024, with: label)
        var header = Array(" LVM2 x[5A%r0N*>".utf8) + little(UInt32(1)) + little(UInt64(area))
        header += little(UInt64(areaSize)) + little(UInt64(512)) + little(UInt64(text.count)) + little(sum(Array(text)))
        header += [UInt8](repeating: 0, count: 508 - header.count)
        disk.replaceSubrange(area..<area + 512, with: little(sum(header)) + header)
        disk.replaceSubrange(area + 512..<area + 512 + text.count, with: text)
        return disk
    }

    private static func sum(_ bytes: [UInt8]) -> UInt32 { CRC32.ieee.update(checksumSeed, bytes[...]) }

    private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}
