import Model
import TestSupport
import Testing

@testable import Distros

@Suite("fstab")
struct FstabTests {
    private let root = MountSpec(
        source: "UUID=8f2b6a4e-0001-4000-8000-000000000001", mountPoint: "/", type: "ext4",
        options: "defaults,errors=remount-ro", pass: 1)
    private let swap = MountSpec(source: "/dev/xvda1", mountPoint: "none", type: "swap", options: "sw", pass: 0)

    @Test("debootstrap's table is replaced, parents come first, missing mount points are made")
    func bookworm() throws {
        let data = MountSpec(
            source: "UUID=8f2b6a4e-0003-4000-8000-000000000003", mountPoint: "/srv/our data", type: "xfs",
            options: "defaults", pass: 0)
        let srv = MountSpec(
            source: "UUID=8f2b6a4e-0002-4000-8000-000000000002", mountPoint: "/srv", type: "ext4", options: "noatime",
            pass: 2)
        let edit = try SetFstab([swap, data, srv, root])
        #expect(try GoldenFolder("SetFstab/bookworm").differences(applying: edit) == [])
    }

    @Test("an image's own table is replaced as well")
    func image() throws {
        #expect(try GoldenFolder("SetFstab/image").differences(applying: try SetFstab([root])) == [])
    }

    @Test("two file systems at one place are refused, and so is a relative place")
    func refusals() {
        #expect(throws: ProvisionError.self) { try SetFstab([root, root]) }
        let relative = MountSpec(source: "UUID=1", mountPoint: "srv", type: "ext4", options: "defaults", pass: 2)
        #expect(throws: ProvisionError.self) { try SetFstab([relative]) }
    }
}
