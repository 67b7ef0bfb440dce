import Glibc
import Model
import Provision
import Testing

@testable import HostLinux

@Suite("Devices that a guest gets")
struct LinuxDevicesTests {
    private let directory: TemporaryDirectory
    private let devices = LinuxDevices(isFileTaken: true)

    init() throws { directory = try TemporaryDirectory() }

    /// A device that somebody has used: 65 MiB, which is more than is wiped at a time.
    private func used() throws -> String {
        try directory.write("device", [UInt8](repeating: 0xA5, count: 65 << 20))
    }

    @Test("read as zeros after each way of wiping but none", arguments: [WipeMode.discard, .zero])
    func wiped(mode: WipeMode) throws {
        let path = try used()
        var seen: [Double] = []
        try devices.wipe(path, mode) { (done) throws(ProvisionError) in seen.append(done) }
        #expect(try #require(directory.bytes("device")) == .init(repeating: 0, count: 65 << 20))
        #expect(seen == seen.sorted() && seen.first == 0 && seen.last == 1 && seen.count == 3)
    }

    @Test("keep what they hold where that is asked for")
    func kept() throws {
        let path = try used()
        try devices.wipe(path, .none) { (_) throws(ProvisionError) in Issue.record("there is nothing to do") }
        #expect(try #require(directory.bytes("device")).allSatisfy { $0 == 0xA5 })
    }

    @Test("are left in the middle of wiping when the user says so")
    func interrupted() throws {
        let path = try used()
        expectFailure(.interrupted, "enough") { () throws(ProvisionError) in
            try devices.wipe(path, .zero) { (done) throws(ProvisionError) in
                if done > 0 { throw ProvisionError(.interrupted, "enough") }
            }
        }
        let bytes = try #require(directory.bytes("device"))
        #expect(bytes[(64 << 20) - 1] == 0 && bytes[64 << 20] == 0xA5)
    }

    @Test("are known by size and content, in libblkid's words")
    func facts() throws {
        #expect(try devices.facts(directory("nothing")) == nil)
        #expect(try devices.facts(directory.path) == nil)
        let path = directory("device")
        try Tool.run("truncate", "-s", "8M", path)
        #expect(try devices.facts(path) == BlockDeviceFacts(size: ByteSize(mebibytes: 8)))
        try Tool.run("mke2fs", "-q", "-F", "-t", "ext4", "-L", "home", path)
        #expect(try devices.facts(path)?.holds == "ext4 'home'" && devices.facts(path)?.fileSystem == "ext4")
        #expect(try LinuxDevices().facts(path) == nil, "a file is no device")
    }

    @Test("lose their signature if it is the one that is meant, and no other")
    func cleared() throws {
        let path = directory("device")
        let (ours, theirs) = (UUIDValue(random: [1]), UUIDValue(random: [2]))
        try Tool.run("truncate", "-s", "8M", path)
        try Tool.run("mke2fs", "-q", "-F", "-t", "ext4", "-U", ours.description, path)
        #expect(try !devices.clear(path, ifItHolds: theirs))
        #expect(try devices.facts(path)?.holds == "ext4")
        #expect(try devices.clear(path, ifItHolds: ours))
        #expect(try devices.facts(path)?.holds == nil)
        #expect(try !devices.clear(path, ifItHolds: ours))
        #expect(try #require(directory.facts("device")).st_size == 8 << 20)
    }
}
