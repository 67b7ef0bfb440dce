import Glibc
import Model
import Testing

@testable import HostLinux

@Suite("Copying sparse files") struct SparseCopyTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A file with data at the given places and holes elsewhere.
    private func sparse(_ name: String, size: Int, _ data: [Int: [UInt8]]) throws -> String {
        let descriptor = open(directory(name), O_RDWR | O_CREAT | O_EXCL, 0o644)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(ftruncate(descriptor, size) == 0)
        for (place, bytes) in data { try #require(pwrite(descriptor, bytes, bytes.count, place) == bytes.count) }
        return directory(name)
    }

    private func blocks(_ name: String) throws -> Int { try #require(directory.facts(name)).st_blocks * 512 }

    @Test("data lands at the offset and holes stay holes")
    func holes() throws {
        let megabyte = 1 << 20
        let source = try sparse("source", size: 64 * megabyte, [8 * megabyte: [1, 2, 3], 40 * megabyte + 5: [9]])
        let target = try sparse("target", size: 128 * megabyte, [0: [7]])
        try SparseCopy.copy(source, into: target, at: UInt64(megabyte))
        let copy = try #require(directory.bytes("target"))
        #expect(copy[0] == 7)
        #expect(Array(copy[9 * megabyte..<9 * megabyte + 4]) == [1, 2, 3, 0])
        #expect(copy[41 * megabyte + 5] == 9)
        #expect(copy.count == 128 * megabyte)
        #expect(copy.filter { $0 != 0 } == [7, 1, 2, 3, 9])
        #expect(try blocks("target") < megabyte)
    }

    @Test("a hole overwrites what the target had there")
    func holeOverData() throws {
        let source = try sparse("source", size: 1 << 20, [0: [1]])
        try directory.write("target", [UInt8](repeating: 0xff, count: (1 << 20) + 8192))
        try SparseCopy.copy(source, into: directory("target"), at: 4096)
        let copy = try #require(directory.bytes("target"))
        #expect(copy[..<4096].allSatisfy { $0 == 0xff })
        #expect(copy[4096] == 1)
        #expect(copy[4097..<4096 + (1 << 20)].allSatisfy { $0 == 0 })
        #expect(copy[(4096 + (1 << 20))...].allSatisfy { $0 == 0xff })
    }

    @Test("a trailing hole makes the target as long as it must be")
    func trailingHole() throws {
        let source = try sparse("source", size: 3 << 20, [0: [5]])
        let target = try directory.write("target", "")
        try SparseCopy.copy(source, into: target, at: 100)
        #expect(try #require(directory.facts("target")).st_size == (3 << 20) + 100)
    }

    @Test("an empty source changes nothing")
    func empty() throws {
        let source = try directory.write("source", "")
        let target = try directory.write("target", "abc")
        try SparseCopy.copy(source, into: target, at: 0)
        #expect(directory.text("target") == "abc")
    }

    @Test("a copy onto another file system works too", .enabled(if: access("/dev/shm", W_OK) == 0))
    func otherFileSystem() throws {
        let source = try sparse("source", size: 2 << 20, [70_000: Array("far".utf8)])
        var template = Array("/dev/shm/xen-provision-test.XXXXXX".utf8CString)
        let target = mkstemp(&template)
        try #require(target >= 0)
        defer { close(target) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        try SparseCopy.copy(source, into: path, at: 1)
        var bytes = [UInt8](repeating: 0, count: 3)
        #expect(pread(target, &bytes, 3, 70_001) == 3)
        #expect(bytes == Array("far".utf8))
    }

    @Test("progress ends at the whole size and never goes back")
    func progress() throws {
        let source = try sparse("source", size: 40 << 20, [0: [1], 30 << 20: [2]])
        let target = try directory.write("target", "")
        var seen: [UInt64] = []
        try SparseCopy.copy(source, into: target) { done, total in
            #expect(total == 40 << 20)
            seen.append(done)
        }
        #expect(seen == seen.sorted())
        #expect(seen.last == 40 << 20)
    }

    @Test("a target that is not there is an error that names it")
    func missingTarget() throws {
        let source = try directory.write("source", "abc")
        expectFailure(.failed, directory("nowhere")) { () throws(ProvisionError) in
            try SparseCopy.copy(source, into: directory("nowhere"))
        }
    }
}
