import KernelExtraction
import Testing

@Suite("A disk in a file")
struct FileDiskTests {
    @Test("gives the same bytes from its cache, across its blocks and past it")
    func reads() throws {
        let lab = try ImageLab()
        var random = SeededBytes(seed: 3)
        let bytes = random.bytes(3_000_001)
        try lab.write(bytes, to: "disk")
        let disk = try lab.disk("disk")
        #expect(disk.size == 3_000_001)
        for _ in 0..<400 {
            let offset = Int.random(in: 0...bytes.count, using: &random)
            let count = min(Int.random(in: 0...70_000, using: &random), bytes.count - offset)
            #expect(try disk.read(at: UInt64(offset), count: count) == Array(bytes[offset..<offset + count]))
        }
    }

    @Test("refuses what lies beyond its end")
    func end() throws {
        let lab = try ImageLab()
        try lab.truncate("disk", to: 1000)
        let disk = try lab.disk("disk")
        #expect(try disk.read(at: 1000, count: 0).isEmpty)
        for (offset, count) in [(1000, 1), (999, 2), (0, 1001), (.max, 1), (0, -1)] as [(UInt64, Int)] {
            #expect(throws: ExtractionError.self) { try disk.read(at: offset, count: count) }
        }
    }

    @Test("that shrinks while it is read is an error and not fewer bytes")
    func shrinks() throws {
        let lab = try ImageLab()
        try lab.truncate("disk", to: 100_000)
        let disk = try lab.disk("disk")
        try lab.truncate("disk", to: 10)
        #expect(throws: ExtractionError(.unreadable, "the disk cannot be read at 0: it ended early")) {
            try disk.read(at: 0, count: 100)
        }
    }

    @Test("that cannot be sought in is refused")
    func closed() {
        #expect(throws: ExtractionError.self) { try FileDisk(descriptor: -1) }
    }
}
