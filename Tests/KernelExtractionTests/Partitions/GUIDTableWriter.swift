import KernelExtraction

/// Makes disks with a GPT, as no tool does for sectors of 4096 bytes in a file.
enum GUIDTableWriter {
    /// A disk with a protective MBR, a GPT and its backup; partitions as first and last sector.
    static func disk(sector: Int, sectors: Int, partitions: [(UInt64, UInt64)]) -> [UInt8] {
        var disk = [UInt8](repeating: 0, count: sector * sectors)
        disk.replaceSubrange(446..<462, with: [0, 0, 0, 0, 0xEE, 0, 0, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])
        (disk[510], disk[511]) = (0x55, 0xAA)
        var array = [UInt8](repeating: 0, count: 128 * 128)
        for (index, place) in partitions.enumerated() {
            let linux: [UInt8] = [
                0xAF, 0x3D, 0xC6, 0x0F, 0x83, 0x84, 0x72, 0x47, 0x8E, 0x79, 0x3D, 0x69, 0xD8, 0x47, 0x7D, 0xE4,
            ]
            let entry = linux + [UInt8](repeating: UInt8(index + 1), count: 16) + little(place.0) + little(place.1)
            array.replaceSubrange(index * 128..<index * 128 + entry.count, with: entry)
        }
        let arraySectors = array.count / sector
        let last = sectors - 1
        for (place, other, first) in [(1, last, 2), (last, 1, last - arraySectors)] {
            disk.replaceSubrange(first * sector..<first * sector + array.count, with: array)
            let header = header(
                place: place, other: other, array: first, sectors: sectors, sum: CRC32.ieee.checksum(array))
            disk.replaceSubrange(place * sector..<place * sector + header.count, with: header)
        }
        return disk
    }

    private static func header(place: Int, other: Int, array: Int, sectors: Int, sum: UInt32) -> [UInt8] {
        var header = Array("EFI PART".utf8) + [0, 0, 1, 0] + little(UInt32(92)) + little(UInt32(0)) + little(UInt32(0))
        header += little(UInt64(place)) + little(UInt64(other)) + little(UInt64(6)) + little(UInt64(sectors - 6))
        header += [UInt8](repeating: 7, count: 16) + little(UInt64(array)) + little(UInt32(128)) + little(UInt32(128))
        header += little(sum)
        header.replaceSubrange(16..<20, with: little(CRC32.ieee.checksum(header)))
        return header
    }

    private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        stride(from: 0, to: Number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
    }
}
