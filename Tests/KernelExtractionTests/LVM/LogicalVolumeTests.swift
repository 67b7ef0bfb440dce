import Foundation
import KernelExtraction
import Testing

/// Writes physical volumes by hand, as LVM's own tools want a device mapper and root.
enum PhysicalVolumeWriter {
    static let dataStart = 2048 * 512
    static let identifiers = ["aaaaaaBBBBccccDDDDeeeeFFFFgggggg", "zzzzzzBBBBccccDDDDeeeeFFFFgggggg"]

    /// The identifier as the metadata has it: in groups of 6-4-4-4-4-4-6.
    static func dashed(_ identifier: String) -> String {
        var rest = identifier[...]
        return [6, 4, 4, 4, 4, 4, 6].map { count in
            defer { rest = rest.dropFirst(count) }
            return String(rest.prefix(count))
        }.joined(separator: "-")
    }

    /// A volume with label and metadata, and zeros for data. `offset` is where the text begins in its ring.
    static func volume(_ index: Int, text: String, size: Int = 16 << 20, offset: Int = 512) -> [UInt8] {
        var disk = [UInt8](repeating: 0, count: size)
        var label = [UInt8](repeating: 0, count: 512)
        put(Array("LABELONE".utf8) + little(UInt64(1)), &label, 0)
        put(
            little(UInt32(32)) + Array("LVM2 001".utf8) + Array(identifiers[index].utf8) + little(UInt64(size)), &label,
            20)
        put(little(UInt64(dataStart)) + little(UInt64(0)) + little(UInt64(0)) + little(UInt64(0)), &label, 72)
        let area = dataStart - 4096
        put(little(UInt64(4096)) + little(UInt64(area)), &label, 104)
        put(little(sum(label[20...])), &label, 16)
        put(label, &disk, 512)
        let bytes = Array(text.utf8) + [0]
        var header = [UInt8](repeating: 0, count: 512)
        put(
            Array(" LVM2 x[5A%r0N*>".utf8) + little(UInt32(1)) + little(UInt64(4096)) + little(UInt64(area)), &header, 4
        )
        put(little(UInt64(offset)) + little(UInt64(bytes.count)) + little(sum(bytes[...])), &header, 40)
        put(little(sum(header[4...])), &header, 0)
        put(header, &disk, 4096)
        let straight = min(bytes.count, area - offset)
        put(Array(bytes[..<straight]), &disk, 4096 + offset)
        put(Array(bytes[straight...]), &disk, 4096 + 512)
        return disk
    }

    static func put(_ bytes: [UInt8], _ target: inout [UInt8], _ place: Int) {
        target.replaceSubrange(place..<place + bytes.count, with: bytes)
    }

    private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt32 { CRC32.ieee.update(0xF597_A6CF, bytes) }

    private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        stride(from: 0, to: Number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
    }

    /// A group of extents of 4 KiB: a volume in two pieces, one in stripes, one thin, one hidden, one half elsewhere.
    static let text = """
        vg {
        id = "xxxxxx-xxxx-xxxx-xxxx-xxxx-xxxx-xxxxxx"
        seqno = 3
        status = ["RESIZEABLE", "READ", "WRITE"]
        flags = []
        extent_size = 8 # 4 Kilobytes
        physical_volumes {
        pv0 { id = "\(dashed(identifiers[0]))" device = "/dev/a\\"b" pe_start = 2048 pe_count = 3000 }
        pv1 { id = "\(dashed(identifiers[1]))" pe_start = 2048 pe_count = 3000 }
        }
        logical_volumes {
        root { status = ["READ", "WRITE", "VISIBLE"] segment_count = 2
          segment1 { start_extent = 0 extent_count = 3 type = "striped" stripe_count = 1 stripes = ["pv0", 10] }
          segment2 { start_extent = 3 extent_count = 2 type = "striped" stripe_count = 1 stripes = ["pv0", 2] } }
        fast { status = ["READ", "VISIBLE"] segment_count = 1
          segment1 { start_extent = 0 extent_count = 2 type = "striped" stripe_count = 2 stripes = ["pv0", 0, "pv1", 0] } }
        slim { status = ["VISIBLE"] segment_count = 1 segment1 { start_extent = 0 extent_count = 2 type = "thin" } }
        hidden { status = ["READ"] segment_count = 0 }
        split { status = ["READ", "WRITE", "VISIBLE"] segment_count = 2
          segment1 { start_extent = 0 extent_count = 1 type = "striped" stripe_count = 1 stripes = ["pv0", 30] }
          segment2 { start_extent = 1 extent_count = 1 type = "striped" stripe_count = 1 stripes = ["pv1", 40] } }
        }
        }
        contents = "Text Format Volume Group"
        version = 1
        creation_time = 1700000000

        """
}

@Suite("LVM volumes inside a disk")
struct LogicalVolumeTests {
    private func extent(_ number: Int) -> Int { PhysicalVolumeWriter.dataStart + number * 4096 }

    private func fill(_ disk: inout [UInt8], _ number: Int, _ value: UInt8) {
        PhysicalVolumeWriter.put([UInt8](repeating: value, count: 4096), &disk, extent(number))
    }

    @Test("are read over their pieces; what is not linear or not there says so", arguments: [512, 1_040_000])
    func linear(offset: Int) throws {
        var disk = PhysicalVolumeWriter.volume(0, text: PhysicalVolumeWriter.text, offset: offset)
        for (number, value) in [(10, UInt8(1)), (11, 2), (12, 3), (2, 4), (3, 5)] { fill(&disk, number, value) }
        let volumes = try LogicalVolume.all(on: [MemoryDisk([]), MemoryDisk(disk)])
        #expect(volumes.map(\.name) == ["vg/fast", "vg/root", "vg/slim", "vg/split"])
        let root = try volumes[1].source.get()
        #expect(root.size == 5 * 4096)
        let bytes = try root.read(at: 0, count: 5 * 4096)
        #expect(stride(from: 0, to: bytes.count, by: 4096).map { bytes[$0] } == [1, 2, 3, 4, 5])
        #expect(try root.read(at: 3 * 4096 - 1, count: 2) == [3, 4])
        #expect(throws: ExtractionError.self) { try root.read(at: 5 * 4096, count: 1) }
        let messages = [0, 2, 3].map { index in
            if case .failure(let error) = volumes[index].source { error.message } else { "" }
        }
        #expect(
            messages == [
                "logical volume vg/fast: it is striped over 2 disks; only linear volumes are read",
                "logical volume vg/slim: it is of type thin; only linear volumes are read",
                "logical volume vg/split: it lies on another disk (pv1)",
            ])
    }

    @Test("may lie on two partitions of the same disk")
    func twoPartitions() throws {
        var first = PhysicalVolumeWriter.volume(0, text: PhysicalVolumeWriter.text)
        var second = PhysicalVolumeWriter.volume(1, text: PhysicalVolumeWriter.text)
        fill(&first, 30, 8)
        fill(&second, 40, 9)
        let volumes = try LogicalVolume.all(on: [MemoryDisk(first), MemoryDisk(second)])
        #expect(try volumes[3].source.get().read(at: 4095, count: 2) == [8, 9])
    }

    @Test("with a wrong checksum or a text that is none are refused")
    func damaged() {
        let good = PhysicalVolumeWriter.volume(0, text: PhysicalVolumeWriter.text)
        for place in [512 + 40, 4096 + 44, 4096 + 512 + 100] {
            var bytes = good
            bytes[place] ^= 1
            #expect(throws: ExtractionError.self) { try LogicalVolume.all(on: [MemoryDisk(bytes)]) }
        }
        for text in ["vg {", "vg { a = \"x", "= 3", "vg { a = [ }", "a = [\"x\\", String(repeating: "a {", count: 100)]
        {
            let disk = MemoryDisk(PhysicalVolumeWriter.volume(0, text: text, size: 2 << 20))
            #expect(throws: ExtractionError.self, "\(text)") { try LogicalVolume.all(on: [disk]) }
        }
    }

    @Test("whatever numbers the metadata has, reading ends")
    func hostileNumbers() {
        var random = SeededBytes(seed: 9)
        let numbers = [
            "0", "-1", "1", "4294967295", "4294967296", "9223372036854775807", "99999999999999999999", "17592186044415",
        ]
        for _ in 0..<300 {
            let words = PhysicalVolumeWriter.text.split(separator: " ", omittingEmptySubsequences: false).map { word in
                Int(word.filter(\.isNumber)) != nil && Int.random(in: 0..<6, using: &random) == 0
                    && word.allSatisfy(\.isNumber)
                    ? Substring(numbers.randomElement(using: &random) ?? "0") : word
            }
            let disk = MemoryDisk(
                PhysicalVolumeWriter.volume(0, text: words.joined(separator: " "), size: 2 << 20))
            for volume in (try? LogicalVolume.all(on: [disk])) ?? [] {
                guard let source = try? volume.source.get(), source.size > 0 else { continue }
                _ = try? source.read(at: source.size - 1, count: 1)
            }
        }
    }
}
