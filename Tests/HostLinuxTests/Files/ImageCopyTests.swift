import Glibc
import Model
import Testing

@testable import HostLinux

@Suite("Copying an image") struct ImageCopyTests {
    private static let block = 4096
    /// Blocks of data and of zeros, over more than one chunk of the copy, and a hole.
    private static let size = 3000 * block

    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func source() throws -> String {
        let descriptor = open(directory("source"), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(ftruncate(descriptor, Self.size) == 0)
        for number in 0..<2500 where number < 1000 || number > 1200 {
            let bytes = [UInt8](repeating: number % 7 == 3 ? 0 : UInt8(number % 251 + 1), count: Self.block)
            try #require(pwrite(descriptor, bytes, bytes.count, number * Self.block) == bytes.count)
        }
        return directory("source")
    }

    private func target(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(ftruncate(descriptor, Self.size) == 0)
    }

    @Test("gives the bytes and the digest of its source", arguments: ["/tmp", "/dev/shm"])
    func bytes(place: String) throws {
        let source = try source(), copy = "\(place)/xen-provision-test.\(UInt64.random(in: 0 ... .max))"
        try target(copy)
        defer { unlink(copy) }
        let digest = try LinuxFiles().copyImage(source, into: copy)
        #expect(try LinuxFiles().digest(copy) == LinuxFiles().digest(source))
        if let digest { #expect(try digest == LinuxFiles().digest(source)) }
        try Tool.run("cmp", source, copy)
        var facts = stat()
        #expect(stat(copy, &facts) == 0 && facts.st_blocks * 512 < 2200 * Self.block)
    }

    @Test("leaves the page cache to others", .enabled(if: takesDirectWrites, "/tmp is no ext4, xfs or btrfs"))
    func cache() throws {
        try target(directory("copy"))
        _ = try LinuxFiles().copyImage(try source(), into: directory("copy"))
        let resident = try Tool.run("fincore", "--bytes", "--noheadings", "--output", "RES", directory("copy"))
        #expect(resident.split(whereSeparator: \.isWhitespace) == ["0"])
    }

    private static var takesDirectWrites: Bool {
        let type = (try? Tool.run("stat", "-f", "-c", "%T", "/tmp")) ?? ""
        return ["ext2/ext3", "xfs", "btrfs"].contains(type.split(separator: "\n").first)
    }
}
