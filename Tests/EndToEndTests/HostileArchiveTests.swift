import Glibc
import TestSupport
import Testing

/// Archives that want to reach out of the root.
@Suite(.serialized)
struct HostileArchiveTests {
    struct Hostile: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// - Parameter outside: a directory of the host that must stay as it is.
        let bytes: @Sendable (_ outside: String) -> [UInt8]

        init(_ name: String, _ build: @escaping @Sendable (inout Tar, String) -> Void) {
            testDescription = name
            bytes = { outside in
                Tar.of { tar in
                    tar.add("bin/", .directory, mode: 0o755)
                    tar.add("bin/sh", .file, "#!\n", mode: 0o755)
                    tar.add("etc/", .directory, mode: 0o755)
                    build(&tar, outside)
                }
            }
        }

        init(_ name: String, raw: @escaping @Sendable () -> [UInt8]) {
            testDescription = name
            bytes = { _ in raw() }
        }
    }

    private static let corpus = [
        Hostile("an absolute name") { $0.add($1 + "/evil", .file, "x") },
        Hostile("a name with ..") { tar, _ in tar.add("etc/../../../../evil", .file, "x") },
        Hostile("a link upwards, then a file through it") { tar, _ in
            tar.add("out", .link, link: "../../../..")
            tar.add("out/evil", .file, "x")
        },
        Hostile("an absolute link to the host, then a file through it") {
            $0.add("out", .link, link: $1)
            $0.add("out/evil", .file, "x")
        },
        Hostile("a link to a file of the host, then the file itself") {
            $0.add("etc/motd", .link, link: "../../../../../" + $1 + "/precious")
            $0.add("etc/motd", .file, "overwritten")
        },
        Hostile("a hard link to a file of the host") {
            $0.add("etc/precious", .hardLink, link: $1 + "/precious")
            $0.add("etc/precious", .file, "overwritten")
        },
        Hostile("a hard link upwards") { tar, _ in tar.add("etc/p", .hardLink, link: "../../../precious") },
        Hostile("a device outside /dev") { tar, _ in tar.add("etc/null", .character) },
        Hostile("a block device outside /dev") { tar, _ in tar.add("srv/disk", .block) },
        Hostile("a directory that becomes a link") {
            $0.add("srv/", .directory)
            $0.add("srv", .link, link: $1)
            $0.add("srv/evil", .file, "x")
        },
        Hostile("the root itself as a link") { $0.add("./", .link, link: $1) },
        Hostile("a size beyond all disks") { tar, _ in tar.add("big", .file, claimedSize: 0o77777777777) },
        Hostile("no root at all", raw: { Array("this is no archive, but text\n".utf8) }),
        Hostile("nothing", raw: { [] }),
        Hostile("cut off in the middle", raw: { Array(TinyRoot.archive.prefix(2_000_000)) }),
        Hostile("cut off in a header", raw: { Array(TinyRoot.archive.prefix(700)) }),
        Hostile("noise", raw: { Array(TinyRoot.archive.suffix(1_000_000).prefix(900_000)) }),
        Hostile("an archive without a shell", raw: { Tar.of { $0.add("srv/", .directory) } }),
    ]

    @Test("an archive that wants out is refused, and nothing outside has changed")
    func refused() throws {
        let host = try TestHost()
        let outside = host.path + "/outside"
        mkdir(outside, 0o755)
        try write(outside + "/precious", "precious\n")
        try write(host.path + "/precious", "precious too\n")
        for hostile in Self.corpus {
            try write(host.tarball, hostile.bytes(outside))
            let before = try HostSnapshot(of: host)
            let ending = try host.create("web1")
            #expect(ending.status == 65, "\(hostile.testDescription): \(ending.said)")
            host.expectSilence()
            try host.expect(unchangedSince: before, hostile.testDescription)
        }
    }

    @Test("absolute links inside the guest stay what they are and lead nowhere else")
    func honestLinks() throws {
        let host = try TestHost()
        var tar = Tar()
        tar.add("etc/", .directory, mode: 0o755)
        tar.add("etc/mtab", .link, link: "/proc/mounts")
        tar.add("etc/resolv.conf", .link, link: "/run/systemd/resolve/stub-resolv.conf")
        tar.add("etc/hostname", .link, link: "\(host.path)/precious")
        try write(host.path + "/precious", "precious\n")
        try write(host.tarball, tar.bytes + TinyRoot.archive)
        let ending = try host.create("web1")
        #expect(text(of: host.path + "/precious") == "precious\n", "\(ending.said)")
    }
}
