import Glibc
import Model
import TestSupport
import Testing

@testable import HostLinux

/// One archive that must not be unpacked.
struct HostileArchive: Sendable, CustomTestStringConvertible {
    let name: String
    /// Words of the sentence that refuses it.
    let sentence: String
    let bytes: [UInt8]
    var testDescription: String { name }

    init(_ name: String, _ sentence: String, _ build: (inout Tar) -> Void) {
        self.name = name
        self.sentence = sentence
        bytes = Tar.of(build)
    }

    static let all = [
        HostileArchive("an absolute name", "'/tmp/evil', an absolute name") { $0.add("/tmp/evil", .file, "x") },
        HostileArchive("'..' in front", "leads upwards with '..'") { $0.add("../outside/evil", .file, "x") },
        HostileArchive("'..' inside", "'a/../../outside/evil', which leads upwards") {
            $0.add("a/../../outside/evil", .file, "x")
        },
        HostileArchive("a link that climbs", "climbs above the root") { $0.add("x", .link, link: "../outside") },
        HostileArchive("a link that climbs in the end", "climbs above the root") {
            $0.add("a/b/x", .link, link: "../c/../../../outside")
        },
        HostileArchive("an empty link", "to nothing") { $0.add("x", .link) },
        HostileArchive("a file behind an absolute link", "leads to no directory of the archive") {
            $0.add("x", .link, link: "/tmp/outside")
            $0.add("x/evil", .file, "x")
        },
        HostileArchive("a file behind a link that is read in two steps", "leads to no directory of the archive") {
            $0.add("a", .link, link: "b/c")
            $0.add("b", .link, link: "/outside")
            $0.add("a/evil", .file, "x")
        },
        HostileArchive("a file behind a link through a climbing link", "out of the root") {
            $0.add("d/", .directory, mode: 0o755)
            $0.add("usr/lib/", .directory, mode: 0o755)
            $0.add("usr/lib/up", .link, link: "/d")
            $0.add("x", .link, link: "usr/lib/up/../../outside")
            $0.add("x/evil", .file, "x")
        },
        HostileArchive("a circle of links", "circle of links") {
            $0.add("a", .link, link: "b")
            $0.add("b", .link, link: "a")
            $0.add("a/evil", .file, "x")
        },
        HostileArchive("a directory that becomes a link", "twice, as different kinds") {
            $0.add("etc/", .directory, mode: 0o755)
            $0.add("etc", .link, link: "/tmp/outside")
        },
        HostileArchive("a link that becomes a file", "twice, as different kinds") {
            $0.add("hostname", .link, link: "/outside/hostname")
            $0.add("hostname", .file, "evil")
        },
        HostileArchive("a file behind a file", "'a' is not a directory") {
            $0.add("a", .file, "x")
            $0.add("a/b", .file, "x")
        },
        HostileArchive("a hard link to an absolute name", "an absolute name") {
            $0.add("x", .hardLink, link: "/etc/shadow")
        },
        HostileArchive("a hard link that climbs", "leads upwards with '..'") {
            $0.add("x", .hardLink, link: "../outside/hostname")
        },
        HostileArchive("a hard link to nothing", "not in the archive before it") {
            $0.add("x", .hardLink, link: "missing")
        },
        HostileArchive("a hard link behind nothing", "not in the archive before it") {
            $0.add("x", .hardLink, link: "missing/file")
        },
        HostileArchive("a hard link to a symbolic link", "is a symbolic link") {
            $0.add("s", .link, link: "/outside/hostname")
            $0.add("x", .hardLink, link: "s")
        },
        HostileArchive("a hard link to a directory", "is a directory") {
            $0.add("d/", .directory, mode: 0o755)
            $0.add("x", .hardLink, link: "d")
        },
        HostileArchive("a device outside dev/", "the device 'etc/null' outside dev/") {
            $0.add("etc/null", .character)
        },
        HostileArchive("a device behind a link called dev", "outside dev/") {
            $0.add("home/", .directory, mode: 0o755)
            $0.add("dev", .link, link: "home")
            $0.add("dev/null", .character)
        },
        HostileArchive("a device in the place of dev", "outside dev/") { $0.add("dev", .block) },
        HostileArchive("a hard link that takes a device out of dev/", "outside dev/") {
            $0.add("dev/sda", .block)
            $0.add("home/disk", .hardLink, link: "dev/sda")
        },
        HostileArchive("a root that is a link", "the root itself as something else") { $0.add("./", .link, link: "/") },
        HostileArchive("control characters in a name", "'a\\u{1b}[2J/../x'") { $0.add("a\u{1b}[2J/../x", .file) },
        HostileArchive("no entries", "is an empty archive") { _ in },
    ]
}

@Suite("Archives that are refused") struct RootArchiveRefusalTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("target")
        try directory.makeDirectory("outside")
        try directory.write("outside/hostname", "host\n")
    }

    /// Expects a refusal, and that the target and all around it are as they were.
    private func expectRefusal(
        _ sentence: String, _ archive: String, policy: UnpackPolicy = UnpackPolicy(devices: .allowed),
        sha256: String? = nil, code: ProvisionError.Code = .badInput, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try snapshot(directory.path)
        expectFailure(code, sentence, sourceLocation: sourceLocation) { () throws(ProvisionError) in
            try RootArchive.unpack(archive, into: directory("target"), policy: policy, sha256: sha256)
        }
        #expect(try snapshot(directory.path) == before, sourceLocation: sourceLocation)
    }

    @Test("nothing outside or inside changes, and the sentence says why", arguments: HostileArchive.all)
    func hostile(archive: HostileArchive) throws {
        // Harmless entries around it: they must not be written either.
        var tar = Tar()
        tar.add("before", .file, "x")
        let end = Tar.of { $0.add("after", .file, "x") }
        let bytes = archive.name == "no entries" ? archive.bytes : tar.bytes + archive.bytes.dropLast(1024) + end
        try expectRefusal(archive.sentence, directory.write("a.tar", bytes))
    }

    @Test("a truncated archive is damaged", arguments: [700, 512 + 100, 2000])
    func truncated(length: Int) throws {
        let whole = Tar.of { $0.add("file", .file, String(repeating: "x", count: 3000)) }
        try expectRefusal("is damaged or not a tar archive", directory.write("a.tar", Array(whole.prefix(length))))
    }

    @Test("a truncated compressed archive is damaged", arguments: ["gzip", "bzip2", "xz", "zstd"])
    func truncatedCompressed(tool: String) throws {
        // Not very compressible, so that the cut is in the content.
        let noise = try SystemRandom.bytes(60_000)
        var tar = Tar()
        tar.add(Array("file".utf8), .file, noise)
        let path = try directory.write("a.tar", tar.finished)
        try Tool.run("sh", "-c", "\(tool) -c '\(path)' | head -c 30000 > '\(directory("cut"))'")
        try expectRefusal("is damaged or not a tar archive", directory("cut"))
    }

    @Test("a wrong header sum is damage")
    func badHeader() throws {
        var bytes = Tar.of {
            $0.add("first", .file, "x")
            $0.add("second", .file, "y")
        }
        bytes[1024] ^= 1
        try expectRefusal("is damaged or not a tar archive", directory.write("a.tar", bytes))
    }

    @Test("what is no archive is named as such", arguments: ["", "hello\n", String(repeating: "x", count: 5000)])
    func noArchive(text: String) throws {
        try expectRefusal("is damaged or not a tar archive", directory.write("a.tar", text))
    }

    @Test("other formats of libarchive are not enabled", .enabled(if: Tool.path("ar") != nil))
    func otherFormat() throws {
        try directory.write("member", "x")
        try Tool.run("ar", "rc", directory("a.ar"), directory("member"))
        try expectRefusal("is damaged or not a tar archive", directory("a.ar"))
    }

    @Test("an archive that unpacks to more than is allowed is refused before writing")
    func bomb() throws {
        let bytes = Tar.of {
            $0.add("a", .file, String(repeating: "x", count: 600))
            $0.add("b", .file, String(repeating: "x", count: 600))
        }
        let path = try directory.write("a.tar", bytes)
        try expectRefusal("unpacks to more than", path, policy: UnpackPolicy(devices: .allowed, maximumBytes: 1199))
        try expectRefusal("or 1 entries", path, policy: UnpackPolicy(devices: .allowed, maximumEntries: 1))
    }

    @Test("a size that only the header claims counts")
    func enormous() throws {
        let bytes = Tar.of { $0.add("a", .file, claimedSize: 7 << 30) }
        let policy = UnpackPolicy(devices: .allowed, maximumBytes: 1 << 30)
        try expectRefusal("unpacks to more than 1024 MiB", directory.write("a.tar", bytes), policy: policy)
    }

    @Test("another SHA-256 is refused with both sums")
    func wrongSum() throws {
        let path = try directory.write("a.tar", Tar.of { $0.add("file", .file, "x") })
        let sum = String(try Tool.run("sha256sum", path).prefix(64))
        let wrong = String(repeating: "0", count: 64)
        try expectRefusal("has the SHA-256 \(sum), not \(wrong)", path, sha256: wrong)
        try expectRefusal("is not a SHA-256", path, sha256: "abc", code: .usage)
    }

    @Test("a fifo and a directory are no archives")
    func notAFile() throws {
        try #require(mkfifo(directory("fifo"), 0o600) == 0)
        try expectRefusal("is not a regular file", directory("fifo"))
        try expectRefusal("is not a regular file", directory("outside"))
        try expectRefusal("opening the archive", directory("missing"), code: .failed)
    }

    @Test("a link that was in the target before is not written through", .enabled(if: geteuid() == 0))
    func linkInTarget() throws {
        try directory.link("target/etc", to: directory("outside"))
        try directory.link("target/hostname", to: directory("outside/hostname"))
        let before = try snapshot(directory("outside"))
        let path = try directory.write("a.tar", Tar.of { $0.add("etc/evil", .file, "x") })
        expectFailure(.failed, "etc/evil") { () throws(ProvisionError) in
            try RootArchive.unpack(path, into: directory("target"), policy: UnpackPolicy(devices: .allowed))
        }
        let other = try directory.write("b.tar", Tar.of { $0.add("hostname", .file, "guest\n") })
        try RootArchive.unpack(other, into: directory("target"), policy: UnpackPolicy(devices: .allowed))
        #expect(directory.text("target/hostname") == "guest\n")
        #expect(directory.target("target/hostname") == nil)
        #expect(try snapshot(directory("outside")) == before)
    }
}
