import Model
import Provision
import TestSupport
import Testing

@Suite("The guests of a host")
struct InventoryTests {
    private let files = MemoryFiles()
    private var inventory: GuestInventory { GuestInventory(files: files, directory: "/etc/xen", suffix: ".cfg") }

    private func guests(_ records: [GuestRecord] = []) throws -> [KnownGuest] {
        try inventory.guests(records) { Issue.record("\($0)") }
    }

    private func put(_ path: String, _ content: String) { files.put(path, .file(content: content, mode: 0o644)) }

    private func xenTools(_ name: String, disk: String) -> String {
        "name = '\(name)'\nmemory = 256\ndisk = [ 'file:\(disk),xvda2,w' ]\n"
    }

    @Test("are those with records and those with a configuration only, sorted")
    func all() throws {
        put("/etc/xen/web1.cfg", "name = 'web1'\n")
        put("/etc/xen/old.cfg", xenTools("alpha", disk: "/srv/xen/domains/alpha/disk.img"))
        for name in ["xl.conf", ".hidden.cfg", "notes.txt", "a.cfg.dpkg-old"] { put("/etc/xen/" + name, "x = 1\n") }
        files.put("/etc/xen/auto.cfg", .directory(mode: 0o755))
        let guests = try guests([GuestBench().record()])
        #expect(guests.map(\.name) == ["alpha", "web1"])
        #expect(guests.map { $0.record == nil } == [true, false])
        #expect(guests.flatMap(\.drift) == [])
    }

    @Test("show which keys somebody edited, and that a configuration is gone or broken")
    func drift() throws {
        let record = try GuestBench().record(configuration: "name = 'web1'\nmemory = 512\n")
        #expect(try guests([record])[0].drift == ["(the file is gone)"])
        put("/etc/xen/web1.cfg", "name='web1'\nmemory=\"1024\"\nvcpus=2\n")
        #expect(try guests([record])[0].drift == ["memory", "vcpus"])
        put("/etc/xen/web1.cfg", "name = \n")
        #expect(try guests([record])[0].drift.first?.contains("web1.cfg:1") == true)
    }

    @Test("are shown although one configuration cannot be read, but that one is not removed blindly")
    func broken() throws {
        put("/etc/xen/bad.cfg", "name = \n")
        put("/etc/xen/good.cfg", "name = 'good'\n")
        var problems: [ProvisionError] = []
        let guests = try inventory.guests([GuestRecord]()) { problems.append($0) }
        #expect(problems.map(\.code) == [.badInput])
        #expect(guests.map(\.name) == ["bad", "good"])
        #expect(guests[0].drift == ["(the file cannot be read)"])
        let error = try #require(throws: ProvisionError.self) {
            try inventory.guest(named: GuestName("bad"), record: nil)
        }
        #expect(error.code == .badInput)
        #expect(try inventory.guest(named: GuestName("none"), record: nil) == nil)
    }

    @Test("without a record keep their addresses from others, and one that cannot be read hides none of them")
    func foreign() throws {
        put("/etc/xen/bad.cfg", "name = \n")
        put("/etc/xen/worse.cfg", "name = 'worse'\nvif = ['mac=nonsense']\n")
        put("/etc/xen/old.cfg", "name = 'alpha'\nvif = ['ip=192.0.2.7 2001:db8::7/64 gate,mac=00:16:3E:01:02:03']\n")
        put("/etc/xen/web1.cfg", "name = 'web1'\nvif = ['ip=192.0.2.10']\n")
        let foreign = ForeignGuests(inventory, besides: [try GuestBench().record()])
        #expect(
            foreign.guests == [
                ForeignGuest(
                    name: "alpha", configuration: "/etc/xen/old.cfg",
                    addresses: [try IPAddress("192.0.2.7"), try IPAddress("2001:db8::7")],
                    macs: [try MACAddress("00:16:3e:01:02:03")])
            ])
        #expect(foreign.problems.count == 2)
        #expect(foreign.problems.contains { $0.contains("/etc/xen/bad.cfg") })
        #expect(foreign.problems.contains { $0.hasPrefix("/etc/xen/worse.cfg: ") })
    }

    @Test("run by any name or UUID that they have had, however their configuration was edited since")
    func running() throws {
        let record = try GuestBench().record(configuration: "name = 'made'\nuuid = '\(Self.madeUUID)'\n")
        put("/etc/xen/web1.cfg", "name = 'edited'\nuuid = '\(Self.editedUUID.uppercased())'\n")
        let guest = try #require(try inventory.guest(named: record.name, record: record))
        for name in ["web1", "made", "edited"] {
            #expect(RunningDomains(names: ["other", name]).contains(guest), "\(name)")
        }
        for uuid in [record.uuid.description, Self.madeUUID, Self.editedUUID] {
            #expect(RunningDomains(names: ["other"], uuids: [uuid]).contains(guest), "\(uuid)")
        }
        #expect(!RunningDomains(names: ["other"], uuids: ["aaaaaaaa-0000-4000-8000-000000000003"]).contains(guest))
    }

    private static let madeUUID = "aaaaaaaa-0000-4000-8000-000000000001"
    private static let editedUUID = "aaaaaaaa-0000-4000-8000-000000000002"

    @Test("go with exactly what their records say, twice without harm")
    func removal() throws {
        let record = try GuestBench().record()
        put("/etc/xen/web1.cfg", "name = 'web1'\n")
        files.put("/srv/xen/domains/web1", .directory(mode: 0o755))
        for name in ["disk.img", "swap.img"] { put("/srv/xen/domains/web1/" + name, "x") }
        put("/srv/xen/domains/web1.img", "not ours")
        put("/etc/hosts", "127.0.0.1 localhost\n192.0.2.10\tweb1\n192.0.2.11 web1\n")
        let guest = try #require(try inventory.guest(named: record.name, record: record))
        let removal = try Removal(of: guest, paths: GuestBench.paths)
        #expect(
            try removal.existing(files) == [
                "/etc/xen/web1.cfg", "/srv/xen/domains/web1/swap.img", "/srv/xen/domains/web1/disk.img",
                "/srv/xen/domains/web1",
            ])
        for _ in 0..<2 { try removal.carryOut(files, hosts: "/etc/hosts") }
        #expect(try removal.existing(files) == [])
        #expect(try files.read("/etc/hosts") == "127.0.0.1 localhost\n192.0.2.11 web1\n")
        #expect(try files.read("/srv/xen/domains/web1.img") == "not ours")
    }

    @Test("keep a directory in which somebody has put a file, which is named")
    func strangers() throws {
        let record = try GuestBench().record()
        put("/srv/xen/domains/web1/backup.tar", "x")
        files.put("/srv/xen/domains/web1", .directory(mode: 0o755))
        let guest = try #require(try inventory.guest(named: record.name, record: record))
        let error = try #require(throws: ProvisionError.self) {
            try Removal(of: guest, paths: GuestBench.paths).carryOut(files, hosts: nil)
        }
        #expect(error.code == .leftovers)
        #expect(error.message.contains("backup.tar"))
    }

    @Test("of xen-tools go with their images, where xen-tools puts them")
    func xenToolsGuest() throws {
        put("/etc/xen/old.cfg", xenTools("old", disk: "/srv/xen/domains/old/disk.img"))
        let guest = try #require(try inventory.guest(named: GuestName("old"), record: nil))
        let removal = try Removal(of: guest, paths: GuestBench.paths)
        #expect(removal.images == ["/srv/xen/domains/old/disk.img"])
        #expect(removal.directories == ["/srv/xen/domains/old"])
        #expect(removal.files == ["/etc/xen/auto/old.cfg", "/etc/xen/old.cfg", "/var/lib/xen/save/old"])
    }

    @Test(
        "of others are refused, with the disk named",
        arguments: ["/dev/vg/old-disk", "/srv/xen/domains/other/disk.img", "/home/ada/old/disk.img"])
    func foreignDisk(disk: String) throws {
        put("/etc/xen/old.cfg", xenTools("old", disk: disk))
        let guest = try #require(try inventory.guest(named: GuestName("old"), record: nil))
        let error = try #require(throws: ProvisionError.self) { try Removal(of: guest, paths: GuestBench.paths) }
        #expect(error.code == .failed)
        #expect(error.message.contains(disk))
    }
}
