import Glibc
import Testing

/// The fleets of `examples/`, made on a small host: with tiny disks, and from an archive instead of a mirror.
@Suite(.serialized)
struct ExampleFleetTests {
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
        let fleet = try host.writeExample(files, ExampleFleet.unpacked(host))
        let applied = try host.start(
            "xen-provision",
            ["apply", "--host", "dom0a", fleet].filter { word in
                files.count > 1 || !["--host", "dom0a"].contains(word)
            }
        ).wait(seconds: 300)
        #expect(applied.status == 0, "\(applied.said)")
        #expect(host.recorded == guests.sorted())
        let again = try host.start(
            "xen-provision", ["plan"] + (files.count > 1 ? ["--host", "dom0a"] : []) + [fleet]
        ).wait()
        #expect(again.status == 0, "\(again.said)")
    }
}

/// What is changed in an example for a host that has little room; everything else is as it stands there.
enum ExampleFleet {
    static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        + "/examples"

    /// Made from the small archive.
    static func unpacked(_ host: TestHost) -> [(String, String)] {
        [
            ("\ndefaults:\n", "\ndefaults:\n  install-method: tar\n  install-source: \(host.tarball)\n  swap: 1M\n"),
            ("  timezone: Europe/Berlin\n", ""), ("data:200G", "data:64M"), ("size: 20G", "size: 64M"),
            ("size: 8G", "size: 64M"), ("size: 4G", "size: 64M"), ("size: 3G", "size: 64M"),
        ]
    }

    /// Made from packages, without those that take long to be installed and without a release that not every archive has.
    static func bootstrapped(_ host: TestHost) -> [(String, String)] {
        [
            ("data:200G", "data:64M"), ("size: 20G", "size: 4G"), ("size: 8G", "size: 4G"),
            ("[nginx, php-fpm]", "[nginx-light]"), ("mariadb-server", "sqlite3"), ("build-essential, git", "make"),
            ("[clang]", "[bc]"), ("  noble: {dist: noble, profiles: [pvh], components: 'main,universe'}\n", ""),
        ]
    }
}

extension TestHost {
    /// Writes the files of an example with some words replaced.
    ///
    /// - Returns: the path of the first.
    func writeExample(_ files: [String], _ replacements: [(String, String)]) throws -> String {
        mkdir(path + "/two-hosts", 0o755)
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChAyExHuqHnTQCd0EMVhs3pMRvvfwFDwT6SIXHKy root@dom0\n"
        try EndToEndTests.write(path + "/keys", key)
        try EndToEndTests.write(path + "/password", "a secret of the lab\n")
        let places = [
            ("/srv/xen", images), ("/root/.ssh/authorized_keys", path + "/keys"),
            ("/etc/xen-provision/lab-password", path + "/password"),
        ]
        for file in files {
            let text = (replacements + places).reduce(text(of: "\(ExampleFleet.folder)/\(file)")) {
                $0.replacing($1.0, with: $1.1)
            }
            try EndToEndTests.write("\(path)/\(file)", text)
        }
        return "\(path)/\(files[0])"
    }
}
