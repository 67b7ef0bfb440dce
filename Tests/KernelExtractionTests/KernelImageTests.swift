import KernelExtraction
import Testing

@Suite("Kernel images")
struct KernelImageTests {
    private static let kernel = SyntheticKernel()

    private func unpack(_ image: [UInt8]) throws -> (plain: [UInt8], kernel: KernelELF) {
        let sink = MemorySink()
        let kernel = try KernelImage.open(MemoryDisk(image)).unpack(into: sink)
        return (sink.bytes, kernel)
    }

    @Test("in all seven compressions give the same ELF, which boots as PV and as PVH", arguments: Packing.all)
    func formats(packing: Packing) throws {
        let image = try Self.kernel.bzImage(packing.tool, packing.arguments, trailer: packing.codec != .gzip)
        let (plain, kernel) = try unpack(image)
        #expect(plain == Self.kernel.elf)
        #expect(BootVerdict(kernel).modes == [.pv, .pvh])
        #expect(try KernelImage.open(MemoryDisk(image)).version == Array("6.1.0-test".utf8))
    }

    @Test("that are plain ELF, or that in gzip, or a bzImage in gzip, are taken as well")
    func otherForms() throws {
        let elf = Self.kernel.elf
        let bzImage = try Self.kernel.bzImage("xz", ["--check=crc32"])
        for image in try [elf, Tool.filter("gzip", ["-9"], elf), Tool.filter("gzip", ["-9"], bzImage)] {
            #expect(try unpack(image).plain == elf)
        }
    }

    @Test("inside a unified kernel image are found by their section")
    func unified() throws {
        let inner = try Self.kernel.bzImage("zstd", ["-3"])
        #expect(try unpack(Self.unified(inner)).plain == Self.kernel.elf)
        #expect(throws: ExtractionError.self) { try unpack(Self.unified(inner, name: ".initrd")) }
    }

    @Test("with a trailer that lies are refused", arguments: [-1, 1, 1 << 20, -300_000])
    func trailer(difference: Int) throws {
        let elf = Self.kernel.elf
        let payload = try Tool.filter("xz", ["--check=crc32"], elf)
        let size = SyntheticKernel.little(UInt32(elf.count + difference))
        #expect(throws: ExtractionError.self) { try unpack(SyntheticKernel.bzImage(payload: payload + size)) }
    }

    @Test("with a size that no kernel has are refused before anything is unpacked")
    func hugeTrailer() throws {
        let payload = try Tool.filter("xz", ["--check=crc32"], [1, 2, 3]) + [0xff, 0xff, 0xff, 0xff]
        let message = "the size of the unpacked kernel is 4294967295, more than 268435456"
        #expect(throws: ExtractionError(.limit, message)) { try unpack(SyntheticKernel.bzImage(payload: payload)) }
    }

    @Test("with a payload beyond their end, of no known compression or of an old protocol are refused")
    func badHeaders() throws {
        let payload = try Tool.filter("gzip", ["-n"], Self.kernel.elf)
        let images = [
            SyntheticKernel.bzImage(payload: payload, length: 0xffff_fff0),
            SyntheticKernel.bzImage(payload: payload, length: 0),
            SyntheticKernel.bzImage(payload: payload, protocolVersion: 0x207),
            SyntheticKernel.bzImage(payload: Array("what is this".utf8)),
            Array("#!/bin/sh\n".utf8), [], [0x7f, 0x45, 0x4c, 0x46],
        ]
        for image in images { #expect(throws: ExtractionError.self) { try unpack(image) } }
    }

    @Test("whose sections of notes are all the same megabyte are not read four thousand times")
    func repeatedSections() throws {
        let count: UInt16 = 4000
        var kernel = SyntheticKernel(notes: [], bodySize: 64)
        kernel.notesInSections = true
        var file = kernel.elf
        file.replaceSubrange(40..<48, with: SyntheticKernel.little(UInt64(file.count)))
        file.replaceSubrange(60..<62, with: SyntheticKernel.little(count))
        let start = UInt64(file.count) + UInt64(count) * 64
        let section =
            SyntheticKernel.little(0 as UInt32) + SyntheticKernel.little(7 as UInt32) + Array(repeating: 0, count: 16)
            + SyntheticKernel.little(start) + SyntheticKernel.little(1 << 20 as UInt64) + Array(repeating: 0, count: 24)
        for _ in 0..<count { file += section }
        file += Array(repeating: 0, count: 1 << 20)
        let disk = MutatedDisk(MemoryDisk(file))
        disk.budget = 100
        #expect(BootVerdict(try KernelImage.open(disk).unpack(into: MemorySink())).modes.isEmpty)
        #expect(disk.budget > 0)
    }

    @Test("with any bytes of their headers changed never trap")
    func mutated() throws {
        let kernel = SyntheticKernel(bodySize: 2000)
        var random = SeededGenerator(seed: 0xb007)
        let images = [kernel.elf, try kernel.bzImage("gzip", ["-n"], trailer: false), Self.unified(kernel.elf)]
        for image in images {
            for _ in 0..<2000 {
                var bytes = image
                for _ in 0...Int.random(in: 0..<3, using: &random) {
                    let place = Int.random(in: 0..<min(bytes.count, 0x900), using: &random)
                    bytes[place] =
                        [0, 1, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &random)]
                        .randomElement(using: &random) ?? 0
                }
                if let (_, found) = try? unpack(bytes) { _ = BootVerdict(found) }
            }
        }
    }

    /// A PE file whose only section is the kernel.
    private static func unified(_ kernel: [UInt8], name: String = ".linux") -> [UInt8] {
        var file: [UInt8] = Array("MZ".utf8) + Array(repeating: 0, count: 0x3a) + SyntheticKernel.little(64 as UInt32)
        file += Array("PE".utf8) + [0, 0] + SyntheticKernel.little(0x8664 as UInt16)
        file += SyntheticKernel.little(1 as UInt16) + Array(repeating: 0, count: 16)
        let label = Array(name.utf8)
        let padded = SyntheticKernel.little(UInt32(kernel.count + 100))
        file += label + Array(repeating: 0, count: 8 - label.count) + SyntheticKernel.little(UInt32(kernel.count))
        file += [0, 0, 0, 0] + padded + SyntheticKernel.little(0x200 as UInt32) + Array(repeating: 0, count: 16)
        file += Array(repeating: 0, count: 0x200 - file.count)
        return file + kernel + Array(repeating: 0, count: 100)
    }
}
