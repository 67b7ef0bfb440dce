import Foundation
import KernelExtraction
import Testing

@Suite("FAT", .enabled(if: ImageLab.has("mkfs.fat", "mcopy"), "dosfstools or mtools is missing"))
struct FATFileSystemTests {
    private let lab: ImageLab

    init() throws { lab = try ImageLab() }

    private static let recipes: [(size: Int, arguments: [String])] = [
        (1440 << 10, []), (16 << 20, ["-F", "16"]), (64 << 20, ["-F", "32"]), (40 << 20, ["-F", "32", "-s", "1"]),
        (8 << 20, ["-F", "12", "-s", "16"]),
    ]

    private func make(_ size: Int, _ arguments: [String]) throws {
        try lab.truncate("image", to: size)
        try lab.run("mkfs.fat", arguments + ["-n", "ESP", "-i", "1234ABCD", "image"])
        var random = SeededBytes(seed: 7)
        let manager = FileManager.default
        try manager.createDirectory(atPath: lab.path("root/EFI/debian"), withIntermediateDirectories: true)
        try manager.createDirectory(atPath: lab.path("root/many"), withIntermediateDirectories: true)
        for size in [0, 1, 511, 512, 513, 4096, 70_000, 400_001] {
            try lab.write(random.bytes(size), to: "root/EFI/debian/file of \(size) bytes.efi")
        }
        for name in ["GRUB.CFG", "lower.txt", "Mixed.Txt", "größe-Ω.cfg", "no suffix at all"] {
            try lab.write(random.bytes(100), to: "root/EFI/\(name)")
        }
        for index in 0..<120 {
            try lab.write([UInt8(index)], to: "root/many/a name of more than thirteen letters \(index)")
        }
        try lab.run("mcopy", ["-s", "-i", "image", "root/EFI", "root/many", "::"])
        // Fragments: the holes that deleted files leave are filled by the next one.
        try lab.run(
            "mdel", ["-i", "image", "::EFI/debian/file of 512 bytes.efi", "::EFI/debian/file of 4096 bytes.efi"])
        try lab.write(random.bytes(60_000), to: "root/EFI/debian/late.efi")
        try lab.run("mcopy", ["-i", "image", "root/EFI/debian/late.efi", "::EFI/debian/"])
        for gone in ["512", "4096"] {
            try manager.removeItem(atPath: lab.path("root/EFI/debian/file of \(gone) bytes.efi"))
        }
    }

    @Test("of every width is read whole, every byte as it was put in", arguments: recipes.indices)
    func whole(index: Int) throws {
        try make(Self.recipes[index].size, Self.recipes[index].arguments)
        let files = try FATFileSystem(try lab.disk("image"))
        let expected = try FileTree(folder: lab.folder.appending(path: "root"))
        #expect(FileTree(files).differences(from: expected) == [])
        #expect(files.uuid == "1234-ABCD")
        #expect(files.label == "ESP")
        let bytes = try lab.bytes("root/EFI/debian/file of 400001 bytes.efi")
        let node = try #require(try PathWalker(files).find("/EFI/debian/file of 400001 bytes.efi"))
        #expect(try files.read(node.id, at: 123_456, count: 200_000) == Array(bytes[123_456..<323_456]))
    }

    @Test("finds names whatever their case")
    func folding() throws {
        try make(16 << 20, [])
        let walker = PathWalker(try FATFileSystem(try lab.disk("image")))
        for path in ["/efi/grub.cfg", "/EFI/GRUB.cfg", "/Efi/GRÖSSE-ω.cfg"] where !path.contains("SS") {
            #expect(try walker.find(path)?.kind == .file, "\(path)")
        }
        #expect(try walker.find("/efi/none") == nil)
    }

    @Test("chains that leave the disk, come back or end early are refused")
    func chains() throws {
        try make(16 << 20, ["-F", "16", "-s", "1"])
        let good = try lab.bytes("image")
        let files = try FATFileSystem(MemoryDisk(good))
        let name = "/EFI/debian/file of 400001 bytes.efi"
        let entry = Int(try #require(try PathWalker(files).find(name)).id.number)
        let cluster = Int(good[entry + 26]) | Int(good[entry + 27]) << 8
        let reserved = Int(good[14]) | Int(good[15]) << 8
        for value in [0, 1, 0xFFF7, 0xFFFF, cluster] {
            var bytes = good
            let place = reserved * 512 + 2 * (cluster + 1)
            (bytes[place], bytes[place + 1]) = (UInt8(value & 0xFF), UInt8(value >> 8))
            let walker = PathWalker(try FATFileSystem(MemoryDisk(bytes)))
            let result = Result { try walker.contents(name, limit: 1 << 20) }
            // A chain that goes round has clusters enough; what it has is read, and no more.
            if value == cluster {
                #expect(throws: Never.self) { try result.get() }
            } else {
                #expect(throws: ExtractionError.self, "\(value)") { try result.get() }
            }
        }
    }
}
