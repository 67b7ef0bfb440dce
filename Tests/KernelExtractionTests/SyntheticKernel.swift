import Foundation

/// A kernel of a few hundred kilobytes that never runs: an ELF file with the notes asked for, packed as Linux packs its
/// own.
struct SyntheticKernel {
    /// A note of Xen: its type and content.
    typealias Note = (type: UInt32, content: [UInt8])

    static let pvNotes: [Note] = [
        (1, little(0xffff_ffff_8100_0040 as UInt64)), (3, little(0xffff_ffff_8000_0000 as UInt64)),
        (4, little(0 as UInt64)), (5, text("xen-3.0")), (6, text("linux")), (8, text("generic")),
        (10, text("!writable_page_tables|pae_pgdir_above_4gb")), (17, little(0x8800 as UInt32)),
    ]
    static let pvhNote: Note = (18, little(0x100_0100 as UInt32))

    var notes: [Note] = Self.pvNotes + [Self.pvhNote]
    var machine: UInt16 = 62
    var notesInSections = false
    /// Bytes of the segment that is loaded.
    var bodySize = 300_000

    /// The plain ELF file: headers, notes, then a body that packs to about a half.
    var elf: [UInt8] {
        let noteBytes = notes.flatMap { Self.encode(name: Self.text("Xen"), $0) }
        let noteStart = 64 + 2 * 56
        let bodyStart = noteStart + noteBytes.count
        let sectionStart = bodyStart + bodySize
        var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + Array(repeating: 0, count: 9)
        file += Self.little(2 as UInt16) + Self.little(machine) + Self.little(1 as UInt32)
        file += Self.little(0x100_0000 as UInt64) + Self.little(64 as UInt64)
        file += Self.little(UInt64(notesInSections ? sectionStart : 0)) + Self.little(0 as UInt32)
        let counts: [UInt16] = [64, 56, 2, 64, notesInSections ? 3 : 0, notesInSections ? 2 : 0]
        file += counts.flatMap(Self.little)
        file += Self.segment(1, bodyStart, 0x100_0000, bodySize)
        file += notesInSections ? Self.segment(0, 0, 0, 0) : Self.segment(4, noteStart, 0, noteBytes.count)
        file += noteBytes
        file += Self.body(bodySize)
        if notesInSections {
            // None, the notes, and the names of sections, which are not looked at but must be there.
            file += Array(repeating: 0, count: 64)
            file += Self.section(7, noteStart, noteBytes.count) + Self.section(3, sectionStart, 1)
        }
        return file
    }

    /// A bzImage around a payload that is ready, trailer included.
    static func bzImage(payload: [UInt8], protocolVersion: UInt16 = 0x20f, length: UInt32? = nil) -> [UInt8] {
        let setupSectors: UInt8 = 3
        let code = 700
        var image: [UInt8] = Array(repeating: 0, count: (Int(setupSectors) + 1) * 512)
        image[0x1f1] = setupSectors
        image.replaceSubrange(0x1fe..<0x200, with: [0x55, 0xaa])
        image.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
        image.replaceSubrange(0x206..<0x208, with: little(protocolVersion))
        image.replaceSubrange(0x20e..<0x210, with: little(0x400 as UInt16))
        image.replaceSubrange(0x600..<0x60a, with: Array("6.1.0-test".utf8))
        image.replaceSubrange(0x248..<0x24c, with: little(UInt32(code)))
        image.replaceSubrange(0x24c..<0x250, with: little(length ?? UInt32(payload.count)))
        image.replaceSubrange(0x260..<0x264, with: little(64 << 20 as UInt32))
        image += Array(repeating: 0x90, count: code) + payload
        // What a signature leaves behind the payload.
        return image + Array("signature".utf8)
    }

    /// This kernel as a bzImage, packed by the tool that Linux' build uses.
    func bzImage(_ tool: String, _ arguments: [String], trailer: Bool = true) throws -> [UInt8] {
        let plain = elf
        var payload = try Tool.filter(tool, arguments, plain)
        if trailer { payload += Self.little(UInt32(plain.count)) }
        return Self.bzImage(payload: payload)
    }

    static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    private static func encode(name: [UInt8], _ note: Note) -> [UInt8] {
        let numbers = [UInt32(name.count), UInt32(note.content.count), note.type]
        return numbers.flatMap(little) + padded(name) + padded(note.content)
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + Array(repeating: 0, count: (4 - bytes.count % 4) % 4)
    }

    private static func segment(_ type: UInt32, _ offset: Int, _ address: UInt64, _ size: Int) -> [UInt8] {
        little(type) + little(5 as UInt32) + little(UInt64(offset)) + little(address) + little(address)
            + little(UInt64(size)) + little(UInt64(size)) + little(4096 as UInt64)
    }

    private static func section(_ type: UInt32, _ offset: Int, _ size: Int) -> [UInt8] {
        little(0 as UInt32) + little(type) + little(0 as UInt64) + little(0 as UInt64) + little(UInt64(offset))
            + little(UInt64(size)) + Array(repeating: 0, count: 24)
    }

    /// Text-like bytes: runs, repeats near and far, and noise.
    private static func body(_ count: Int) -> [UInt8] {
        var random: UInt64 = 0x9e37_79b9_7f4a_7c15
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 4096)
        while bytes.count < count {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            let length = Int(random >> 32 & 0x1ff) + 1
            switch random & 3 {
            case 0: bytes += Array(repeating: UInt8(truncatingIfNeeded: random >> 8), count: length)
            case 1 where bytes.count > 70_000:
                let start = bytes.count - 1 - Int(random >> 8 & 0xffff) % 65_000
                bytes += bytes[start..<min(bytes.count, start + length)]
            default:
                for _ in 0..<length {
                    random = random &* 6_364_136_223_846_793_005 &+ 1
                    bytes.append(UInt8(truncatingIfNeeded: random >> 59) &* 3)
                }
            }
        }
        return Array(bytes.prefix(count))
    }
}

/// The system's own tools, as oracles and to make inputs.
enum Tool {
    /// Runs a filter over bytes.
    static func filter(_ tool: String, _ arguments: [String], _ input: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "x-boot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(input).write(to: folder.appending(path: "in"))
        try Data().write(to: folder.appending(path: "out"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: "in"))
        process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "out"))
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(tool: tool, status: process.terminationStatus) }
        return [UInt8](try Data(contentsOf: folder.appending(path: "out")))
    }

    struct Failure: Error {
        let tool: String
        let status: Int32
    }
}
