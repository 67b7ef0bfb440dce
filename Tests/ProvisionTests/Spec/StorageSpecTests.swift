import Model
import Provision
import TestSupport
import Testing

@Suite("The storage of a spec")
struct StorageSpecTests {
    private func storage(_ change: (inout GuestBench) -> Void) throws -> StorageSpec {
        var bench = try GuestBench()
        change(&bench)
        return try bench.spec().storage
    }

    @Test("is swap on xvda1 and the root on xvda2, as xen-tools makes them")
    func plain() throws {
        let volumes = try storage { _ in }.volumes
        #expect(volumes.map(\.device) == ["xvda1", "xvda2"])
        #expect(volumes.map(\.name) == ["swap", "disk"])
        #expect(volumes.map(\.type) == ["swap", "ext4"])
        #expect(volumes.map(\.size) == [ByteSize(mebibytes: 512), ByteSize(gibibytes: 4)])
        #expect(volumes.map(\.mountOptions) == ["sw", "errors=remount-ro"])
        #expect(Set(volumes.map(\.uuid)).count == 2)
    }

    @Test("whole disks get letters, the root's first, with its file system in partition 1")
    func disks() throws {
        let storage = try storage {
            $0.set(Settings.layout, "disk")
            $0.set(Settings.disk, "data:10G:/srv:xfs")
        }
        #expect(storage.volumes.map(\.device) == ["xvda1", "xvdb", "xvdc"])
        #expect(storage.volumes.map(\.name) == ["disk", "swap", "data"])
        #expect(storage.volumes.map(storage.wholeDevice) == ["xvda", "xvdb", "xvdc"])
    }

    @Test("whole disks begin at the name that is given, and end with the alphabet")
    func firstDisk() throws {
        let storage = try storage {
            $0.set(Settings.layout, "disk")
            $0.set(Settings.diskDevice, "xvdb")
        }
        #expect(storage.volumes.map(\.device) == ["xvdb1", "xvdc"])
        #expect(throws: ProvisionError.self) {
            try self.storage {
                $0.set(Settings.layout, "disk")
                $0.set(Settings.diskDevice, "xvdz")
            }
        }
    }

    @Test("without swap the root is the first; another name of the device is taken as it is")
    func noSwap() throws {
        let storage = try storage {
            $0.set(Settings.noswap, "yes")
            $0.set(Settings.diskDevice, "/dev/sda")
            $0.set(Settings.image, "full")
        }
        #expect(storage.volumes.map(\.device) == ["sda1"])
        #expect(!storage.sparse)
    }

    @Test("further disks follow, with the type of the root unless they name one")
    func furtherDisks() throws {
        let volumes = try storage {
            $0.set(Settings.fs, "btrfs")
            $0.set(Settings.disk, "data:10G:/srv", "log:1G:/var/log:ext2")
        }.volumes
        #expect(volumes.map(\.device) == ["xvda1", "xvda2", "xvda3", "xvda4"])
        #expect(volumes.map(\.type) == ["swap", "btrfs", "btrfs", "ext2"])
        #expect(volumes.map(\.mountPoint) == [nil, "/", "/srv", "/var/log"])
        #expect(volumes[2].mountOptions == "defaults")
    }

    @Test("a device beyond the fifteenth is refused")
    func tooMany() throws {
        var bench = try GuestBench()
        bench.values.set(Settings.disk, (1...14).map { "d\($0):1G:/srv/\($0)" }, .commandLine)
        let error = try #require(throws: ProvisionError.self) { try bench.spec() }
        #expect(error.message == "16 disks are too many")
    }

    @Test(
        "xen-tools' own sample-server is read, by its bare name and by its path",
        arguments: ["sample-server", "/etc/xen-tools/partitions.d/sample-server"])
    func sampleServer(name: String) throws {
        let storage = try storage { $0.set(Settings.partitions, name) }
        #expect(storage.volumes.map(\.name) == ["swap", "root", "opt", "tmp", "usr", "var", "home", "var-tmp"])
        #expect(storage.volumes[1].device == "xvda2")
        #expect(storage.volumes[1].mountOptions == "defaults,errors=remount-ro")
        #expect(storage.volumes[2].size == ByteSize(mebibytes: 1536))
        #expect(storage.mounted.first?.mountPoint == "/")
        let order = storage.mounted.compactMap(\.mountPoint)
        #expect(order.firstIndex(of: "/var") ?? 9 < order.firstIndex(of: "/var/tmp") ?? 0)
    }

    @Test(
        "a layout file is refused with its line",
        arguments: [
            ("size=1G\n", 1, "neither a section nor a key"), ("[ro ot]\nsize=1G\n", 1, "not a name"),
            ("# x\n[root]\nmountpoint=/\n", 2, "no size"), ("[root]\nsize=1G\n", 1, "no mountpoint"),
            ("[root]\nsize=1G\nmountpoint=/\ncolour=red\n", 1, "unknown key 'colour'"),
            ("[root]\nsize=big\nmountpoint=/\n", 1, "not a size"), ("[root]\nnothing\n", 2, "'nothing'"),
            ("[root]\nsize=1G\nmountpoint=/a/../b\n", 1, "/layout:1"),
        ])
    func layoutRefusals(text: String, line: Int, words: String) throws {
        var bench = try GuestBench()
        bench.facts.texts["/layout"] = text
        bench.set(Settings.partitions, "/layout")
        let error = try #require(throws: ProvisionError.self) { try bench.spec() }
        #expect(error.code == .badInput)
        #expect(error.message.hasPrefix("/layout:\(line): "), "\(error)")
        #expect(error.message.contains(words), "\(error)")
    }

    @Test("a layout without a root is refused")
    func noRoot() throws {
        var bench = try GuestBench()
        bench.facts.texts["/layout"] = "[home]\nsize=1G\nmountpoint=/home\n"
        bench.set(Settings.partitions, "/layout")
        #expect(refusal { _ = try bench.spec() }?.contains("single file system for /") == true)
    }
}
