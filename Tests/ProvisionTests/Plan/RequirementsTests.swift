import Model
import Provision
import TestSupport
import Testing

@Suite("What a plan requires")
struct RequirementsTests {
    private func error(_ change: (inout GuestBench) -> Void) throws -> ProvisionError {
        var bench = try GuestBench()
        change(&bench)
        return try #require(throws: ProvisionError.self) { try bench.plan(bench.spec(), templates: NamedTemplates()) }
    }

    @Test(
        "is that every tool is there",
        arguments: [
            ("mke2fs", "ext4", "e2fsprogs"), ("mkfs.xfs", "xfs", "xfsprogs"), ("mkfs.btrfs", "btrfs", "btrfs-progs"),
            ("mkswap", "ext4", "util-linux"), ("sfdisk", "ext4", "fdisk"), ("ssh-keygen", "ext4", "openssh-client"),
        ])
    func tools(tool: String, type: String, package: String) throws {
        let error = try error {
            $0.facts.tools[tool] = nil
            $0.set(Settings.fs, type)
            $0.set(Settings.layout, "disk")
        }
        #expect(error.code == .unavailable)
        #expect(error.message == "\(tool) is not installed")
        #expect(error.hint == "apt-get install \(package)")
    }

    @Test("is root's rights where a file system can only be filled by mounting it")
    func privileges() throws {
        let error = try error {
            $0.facts.isRoot = false
            $0.set(Settings.fs, "xfs")
        }
        #expect(error.code == .notPermitted)
        #expect(error.message.hasPrefix("xfs "))
        var bench = try GuestBench()
        bench.facts.isRoot = false
        #expect(try !bench.plan(bench.spec(), templates: NamedTemplates()).steps.isEmpty)
    }

    @Test("is room for the tree and the images, more of it for full ones")
    func space() throws {
        let error = try error { $0.facts.freeSpace["/srv/xen"] = ByteSize(gibibytes: 1) }
        #expect(error.code == .failed)
        #expect(error.message.contains("/srv/xen has 1024M free"))
        var bench = try GuestBench()
        bench.facts.freeSpace["/srv/xen"] = ByteSize(gibibytes: 4)
        #expect(throws: Never.self) { try bench.plan(bench.spec(), templates: NamedTemplates()) }
        let full = try self.error {
            $0.facts.freeSpace["/srv/xen"] = ByteSize(gibibytes: 4)
            $0.set(Settings.image, "full")
        }
        #expect(full.code == .failed)
    }
}
