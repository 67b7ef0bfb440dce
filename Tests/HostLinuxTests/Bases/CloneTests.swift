import Glibc
import Model
import TestSupport
import Testing

@testable import HostLinux
@testable import Provision

/// With the real programs and mounts: as root, in a mount namespace of its own process where there is one.
@Suite("A base and its clones", .enabled(if: geteuid() == 0, "mounting needs root"))
struct CloneTests {
    let directory: TemporaryDirectory
    private let run = RunID(bytes: [1, 2, 3, 4, 5, 6, 7, 8])

    init() throws { directory = try TemporaryDirectory() }

    private func world(_ reporter: RecordingReporter = RecordingReporter()) throws -> World {
        World(
            runner: ProcessRunner(signals: try SignalWatch { _ in }, log: reporter), files: LinuxFiles(),
            roots: LinuxRoots(isRoot: true), signatures: SignatureProbe(), secrets: FixedSecrets(),
            templates: NamedTemplates(), reporter: reporter, interruption: ScriptedInterruption())
    }

    private func tree() throws -> String {
        let root = try directory.makeDirectory("tree")
        try directory.makeDirectory("tree/etc")
        try directory.write("tree/etc/hostname", "base\n")
        chmod(directory("tree/etc/hostname"), 0o640)
        chown(directory("tree/etc/hostname"), 7, 8)
        try directory.link("tree/link", to: "etc/hostname")
        try directory.write("tree/data", [UInt8](repeating: 7, count: 1 << 20))
        return root
    }

    /// Keeps the tree as a base.
    private func base(_ world: World) throws -> (BaseLocation, BaseDescription) {
        let description = try GuestBench().keptBase().description
        try directory.makeDirectory("bases")
        let store = BaseStore(directory: directory("bases"))
        let location = try store.location(of: description.identity)
        try StoreBase(root: tree(), location: location, identity: description.identity, run: run, now: 5).run(world)
        return (location, try #require(try store.description(location)))
    }

    private func volume(mebibytes: UInt64) throws -> VolumeSpec {
        let volumes = try GuestBench().spec().storage.volumes
        var volume = try #require(volumes.first { $0.isRoot })
        volume.size = ByteSize(mebibytes: mebibytes)
        return volume
    }

    /// Tests beside this one start programs, whose processes hold our open files for a moment before they become them;
    /// on a busy machine that takes seconds.
    private func unmount(_ mount: String, _ world: World) throws {
        for _ in 0..<600 {
            do throws(ProvisionError) { return try UnmountRoot(root: mount).run(world) } catch { usleep(100_000) }
        }
        try UnmountRoot(root: mount).run(world)
    }

    @Test("hold the same files; the clone has its own size and UUID, and its check finds no fault")
    func clone() throws {
        let world = try world()
        let (location, description) = try base(world)
        let volume = try volume(mebibytes: 2048)
        let image = directory("clone.img")
        try CloneBase(base: location, description: description, image: image, volume: volume).run(world)
        #expect(try SignatureProbe().probe(image, offset: 0)?.uuid == volume.uuid.description)
        let mount = try directory.makeDirectory("mount")
        try MountRoot(source: image, type: "ext4", root: mount).run(world)
        defer { umount2(mount, Int32(MNT_DETACH)) }
        #expect(directory.text("mount/link") == "base\n")
        #expect(directory.bytes("mount/data")?.count == 1 << 20)
        let facts = try #require(directory.facts("mount/etc/hostname"))
        #expect(permissions(facts) == 0o640)
        #expect((facts.st_uid, facts.st_gid) == (7, 8))
        try directory.write("mount/etc/hostname", "clone\n")
        try unmount(mount, world)
        try Tool.run("e2fsck", "-fn", image)
        #expect(try Tool.run("dumpe2fs", "-h", image).contains("524288\n"))
        #expect(try LinuxFiles().digest(location.image) == description.digest)
    }

    @Test("are files alike where the base is copied into a tree, which leaves the base as it was")
    func copy() throws {
        let world = try world()
        let (location, description) = try base(world)
        let root = try directory.makeDirectory("root")
        try CopyBase(base: location, description: description, root: root, mountPoint: directory("base")).run(world)
        #expect(directory.names("root") == ["data", "etc", "link"])
        #expect(directory.target("root/link") == "etc/hostname")
        #expect(try LinuxFiles().digest(location.image) == description.digest)
    }

    @Test("are refused when the base has changed on its disk")
    func damaged() throws {
        let world = try world()
        let (location, description) = try base(world)
        let file = try #require(fopen(location.image, "r+"))
        fseek(file, 5_000_000, SEEK_SET)
        fputs("rot", file)
        fclose(file)
        let step = CloneBase(
            base: location, description: description, image: directory("clone.img"), volume: try volume(mebibytes: 2048)
        )
        #expect(throws: ProvisionError.self) { try step.run(world) }
        #expect(directory.facts("clone.img") == nil)
    }

    @Test("a base that cannot be kept is a warning, and leaves nothing")
    func full() throws {
        let reporter = RecordingReporter()
        let identity = try GuestBench().keptBase().description.identity
        let location = BaseLocation(directory: directory("missing"), key: "k")
        try StoreBase(root: tree(), location: location, identity: identity, run: run, now: 5).run(try world(reporter))
        #expect(reporter.warnings.first?.hasPrefix("the root is not kept as a base: ") == true)
        #expect(directory.names() == ["tree"])
    }
}
