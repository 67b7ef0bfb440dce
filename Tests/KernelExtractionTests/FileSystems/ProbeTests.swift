import Foundation
import KernelExtraction
import Testing

@Suite("What lies in a partition")
struct ProbeTests {
    private func disk(_ pieces: [(Int, [UInt8])]) -> MemoryDisk {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        for (place, piece) in pieces { bytes.replaceSubrange(place..<place + piece.count, with: piece) }
        return MemoryDisk(bytes)
    }

    @Test(
        "is named where it cannot be read",
        arguments: [
            (0, Array("LUKS".utf8) + [0xBA, 0xBE], "encrypted by LUKS"),
            (4096, [0xFC, 0x4E, 0x2B, 0xA9], "a member of an MD array (version 1.2)"),
            (4086, Array("SWAPSPACE2".utf8), "swap space"), (3, Array("NTFS    ".utf8), "NTFS"),
            (1024, [0x10, 0x20, 0xF5, 0xF2], "F2FS"),
        ] as [(Int, [UInt8], String)])
    func foreign(place: Int, bytes: [UInt8], name: String) {
        let error = #expect(throws: ExtractionError.self) { try openFileSystem(disk([(place, bytes)])) }
        #expect(error?.kind == .unsupported)
        #expect(error?.message.hasPrefix("this is \(name), which is not read") == true)
    }

    @Test("is an LVM volume even where an old file system's signature is left")
    func lvm() {
        var bytes = PhysicalVolumeWriter.volume(0, text: PhysicalVolumeWriter.text, size: 2 << 20)
        (bytes[1024 + 56], bytes[1024 + 57]) = (0x53, 0xEF)
        let error = #expect(throws: ExtractionError.self) { try openFileSystem(MemoryDisk(bytes)) }
        #expect(error?.message.contains("LVM physical volume") == true)
    }

    @Test("is unknown where no signature is", arguments: [0, 100, 5000, 1 << 20])
    func unknown(size: Int) {
        #expect(throws: ExtractionError(.notFound, "there is no file system that is known")) {
            try openFileSystem(MemoryDisk([UInt8](repeating: 0, count: size)))
        }
    }

    @Test("is opened by its signature")
    func opened() throws {
        let lab = try ImageLab()
        try lab.write([1], to: "root/x".replacing("root/", with: ""))
        if ImageLab.has("mke2fs") {
            try lab.truncate("ext", to: 4 << 20)
            try lab.run("mke2fs", ["-q", "-F", "-t", "ext3", "ext"])
            #expect(try openFileSystem(try lab.disk("ext")).type == "ext3")
        }
        if ImageLab.has("mkfs.fat") {
            try lab.truncate("fat", to: 4 << 20)
            try lab.run("mkfs.fat", ["fat"])
            #expect(try openFileSystem(try lab.disk("fat")).type == "vfat")
        }
        if ImageLab.has("xorriso") {
            try lab.run("xorriso", ["-as", "mkisofs", "-quiet", "-o", "iso", "x"])
            #expect(try openFileSystem(try lab.disk("iso")).type == "iso9660")
        }
    }
}
