import Glibc
import Testing

/// The fleets of `examples/`, made on a small host: with tiny disks, and from an archive instead of a mirror.
@Suite(.serialized)
struct ExampleFleetTests {
    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        + "/examples"

    /// The files, the first of them applied, and its guests.
    static let cases: [([String], [String])] = [
        (
            ["shop.yaml"],
            (["lb1", "lb2", "db1"] + (1...6).map { "web0\($0)" }).map { $0 + ".shop.example.org" }
        ),
        (["lab.yaml"], ["bullseye", "bookworm", "trixie", "noble", "trixie-clang"]),
        (["two-hosts/fleet.yaml", "two-hosts/common.yaml"], ["node1", "node2", "node3", "node4", "store1"]),
    ]

    @Test("are applied, and applied again without a change", arguments: cases)
    func applied(files: [String], guests: [String]) throws {
        let host = try TestHost()
        mkdir("\(host.path)/two-hosts", 0o755)
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChAyExHuqHnTQCd0EMVhs3pMRvvfwFDwT6SIXHKy root@dom0\n"
        try EndToEndTests.write(host.path + "/keys", key)
        try EndToEndTests.write(host.path + "/password", "a secret of the lab\n")
        for file in files { try EndToEndTests.write("\(host.path)/\(file)", shrunk("\(Self.folder)/\(file)", host)) }
        let fleet = "\(host.path)/\(files[0])"
        let applied = try host.start(
            "xen-provision",
            ["apply", "--host", "dom0a", fleet].filter { word in
                files.count > 1 || !["--host", "dom0a"].contains(word)
            }
        ).wait(seconds: 120)
        #expect(applied.status == 0, "\(applied.said)")
        #expect(host.recorded == guests.sorted())
        let again = try host.start(
            "xen-provision", ["plan"] + (files.count > 1 ? ["--host", "dom0a"] : []) + [fleet]
        ).wait()
        #expect(again.status == 0, "\(again.said)")
    }

    /// An example with sizes and sources that a test has; everything else is as it stands there.
    private func shrunk(_ path: String, _ host: TestHost) -> String {
        let replacements = [
            ("\ndefaults:\n", "\ndefaults:\n  install-method: tar\n  install-source: \(host.tarball)\n  swap: 1M\n"),
            ("  timezone: Europe/Berlin\n", ""), ("/srv/xen", host.images),
            ("/root/.ssh/authorized_keys", host.path + "/keys"),
            ("/etc/xen-provision/lab-password", host.path + "/password"), ("data:200G", "data:64M"),
            ("size: 20G", "size: 64M"), ("size: 8G", "size: 64M"), ("size: 4G", "size: 64M"), ("size: 3G", "size: 64M"),
        ]
        return replacements.reduce(text(of: path)) { $0.replacing($1.0, with: $1.1) }
    }
}
