import Glibc
import Model
import Provision
import Testing

@testable import HostLinux

@Suite("Signatures") struct SignaturesTests {
    static let uuid = "0a1b2c3d-1111-4222-8333-0123456789ab"
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func image(_ mebibytes: Int) throws -> String {
        let path = try directory.write("image", "")
        try #require(truncate(path, mebibytes << 20) == 0)
        return path
    }

    @Test("ext4 is found with UUID and label", .enabled(if: Tool.path("mke2fs") != nil))
    func ext4() throws {
        let path = try image(8)
        try Tool.run("mke2fs", "-q", "-t", "ext4", "-U", Self.uuid, "-L", "root", path)
        let signature = try #require(try Signatures.probe(path: path))
        #expect(signature == Signature(type: "ext4", uuid: Self.uuid, label: "root", usage: "filesystem"))
    }

    @Test("swap is found", .enabled(if: Tool.path("mkswap") != nil))
    func swap() throws {
        let path = try image(4)
        try Tool.run("mkswap", "-U", Self.uuid, path)
        #expect(try Signatures.probe(path: path) == Signature(type: "swap", uuid: Self.uuid, usage: "other"))
    }

    @Test("XFS is found", .enabled(if: Tool.path("mkfs.xfs") != nil))
    func xfs() throws {
        let path = try image(320)
        try Tool.run("mkfs.xfs", "-q", "-m", "uuid=\(Self.uuid)", "-L", "data", path)
        let signature = try #require(try Signatures.probe(path: path))
        #expect(signature == Signature(type: "xfs", uuid: Self.uuid, label: "data", usage: "filesystem"))
    }

    @Test("btrfs is found", .enabled(if: Tool.path("mkfs.btrfs") != nil))
    func btrfs() throws {
        let path = try image(128)
        try Tool.run("mkfs.btrfs", "-q", "-U", Self.uuid, path)
        #expect(try Signatures.probe(path: path) == Signature(type: "btrfs", uuid: Self.uuid, usage: "filesystem"))
    }

    @Test(
        "a file system inside a disk is found at its offset, and the disk's table at its start",
        .enabled(if: Tool.path("mke2fs") != nil && Tool.path("sfdisk") != nil))
    func partition() throws {
        let path = try image(16)
        try directory.write("table", "label: gpt\nstart=2048, size=16384\n")
        try Tool.run("sh", "-c", "sfdisk -q '\(path)' < '\(directory("table"))'")
        try Tool.run("mke2fs", "-q", "-t", "ext4", "-U", Self.uuid, "-E", "offset=1048576", path, "8M")
        let facts = try SignatureProbe().probe(path, offset: 1 << 20)
        #expect(facts == SignatureFacts(type: "ext4", uuid: Self.uuid))
        let disk = try #require(try Signatures.probe(path: path))
        #expect(disk.partitionTable == "gpt")
        #expect(disk.type == nil)
        #expect(try Signatures.probe(path: path, offset: 1 << 20, size: 512) == nil)
    }

    @Test(
        "two signatures at once are reported", .enabled(if: Tool.path("mke2fs") != nil && Tool.path("mkfs.xfs") != nil))
    func ambivalent() throws {
        let path = try image(320)
        try Tool.run("mke2fs", "-q", "-t", "ext4", path)
        let xfs = try directory.write("xfs", "")
        try #require(truncate(xfs, 320 << 20) == 0)
        try Tool.run("mkfs.xfs", "-q", xfs)
        // ext4's superblock is at byte 1024, that of XFS at 0: both fit on one device.
        try Tool.run("dd", "if=\(xfs)", "of=\(path)", "bs=512", "count=1", "conv=notrunc")
        expectFailure(.badInput, "more than one") { () throws(ProvisionError) in
            _ = try Signatures.probe(path: path)
        }
    }

    @Test("nothing is found in an empty file, in zeros, and in text")
    func nothing() throws {
        #expect(try Signatures.probe(path: directory.write("empty", "")) == nil)
        #expect(try Signatures.probe(path: image(4)) == nil)
        #expect(try Signatures.probe(path: directory.write("text", "hello\n")) == nil)
    }

    @Test("an offset behind the end, a missing file and a directory are errors")
    func errors() throws {
        let path = try directory.write("text", "hello\n")
        expectFailure(.badInput, "ends before byte 7") { () throws(ProvisionError) in
            _ = try Signatures.probe(path: path, offset: 7)
        }
        expectFailure(.failed, directory("nowhere")) { () throws(ProvisionError) in
            _ = try Signatures.probe(path: directory("nowhere"))
        }
        expectFailure(.failed, directory.path) { () throws(ProvisionError) in
            _ = try Signatures.probe(path: directory.path)
        }
    }
}
