import Glibc
import Model
import TestSupport
import Testing

@testable import HostLinux

@Suite("Archives that are unpacked", .enabled(if: geteuid() == 0, "owners need root"))
struct RootArchiveTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("target")
    }

    @discardableResult
    private func unpack(
        _ build: (inout Tar) -> Void, devices: UnpackPolicy.Devices = .allowed
    ) throws -> UnpackResult {
        let path = try directory.write("a.tar", Tar.of(build))
        return try RootArchive.unpack(path, into: directory("target"), policy: UnpackPolicy(devices: devices))
    }

    @Test("modes, owners and times come through, whatever the umask, also those of the root")
    func metadata() throws {
        let result = try unpack {
            $0.add("./", .directory, mode: 0o751, owner: 5, group: 6)
            $0.add("./bin/", .directory, mode: 0o1777)
            $0.add("./bin/su", .file, "su", mode: 0o4755, owner: 0, group: 42)
            $0.add("./var/lib/secret", .file, "s", mode: 0o600, owner: 100_123, group: 100_456)
        }
        #expect(result == UnpackResult(entries: 4, bytes: 3))
        let root = try #require(directory.facts("target"))
        #expect(root.st_mode == S_IFDIR | 0o751)
        #expect(root.st_uid == 5 && root.st_gid == 6)
        let su = try #require(directory.facts("target/bin/su"))
        #expect(su.st_mode == S_IFREG | 0o4755)
        #expect(su.st_gid == 42)
        #expect(su.st_mtim.tv_sec == 1_000_000_000)
        #expect(permissions(directory.facts("target/bin")) == 0o1777)
        // A parent that the archive does not mention.
        #expect(permissions(directory.facts("target/var/lib")) == 0o755)
        #expect(directory.facts("target/var/lib/secret")?.st_uid == 100_123)
    }

    @Test("a merged /usr unpacks behind its links")
    func usrMerge() throws {
        try unpack {
            $0.add("./usr/lib/", .directory, mode: 0o755)
            $0.add("./lib", .link, link: "usr/lib")
            $0.add("./lib64", .link, link: "/usr/lib")
            $0.add("./lib/ld.so", .file, "ld")
            $0.add("./lib64/modules/", .directory, mode: 0o755)
            $0.add("./lib/modules/a.ko", .file, "ko")
            $0.add("./lib/hard.ko", .hardLink, link: "lib/modules/a.ko")
            $0.add("./lib/up", .link, link: "../../etc")
        }
        #expect(directory.target("target/lib") == "usr/lib")
        #expect(directory.target("target/lib64") == "/usr/lib")
        #expect(directory.text("target/usr/lib/ld.so") == "ld")
        #expect(directory.text("target/usr/lib/modules/a.ko") == "ko")
        #expect(directory.facts("target/usr/lib/hard.ko")?.st_nlink == 2)
        #expect(directory.target("target/usr/lib/up") == "../../etc")
    }

    @Test("links, hard links and fifos are what they were")
    func kinds() throws {
        try unpack {
            $0.add("etc/a", .file, "a")
            $0.add("etc/b", .hardLink, link: "etc/a")
            $0.add("etc/mtab", .link, link: "../proc/self/mounts")
            $0.add("etc/awk", .link, link: "/usr/bin/mawk")
            $0.add("run/fifo", .fifo, mode: 0o600)
        }
        #expect(directory.facts("target/etc/a")?.st_ino == directory.facts("target/etc/b")?.st_ino)
        #expect(directory.target("target/etc/mtab") == "../proc/self/mounts")
        #expect(directory.target("target/etc/awk") == "/usr/bin/mawk")
        #expect(directory.facts("target/run/fifo")?.st_mode == S_IFIFO | 0o600)
    }

    @Test("the same file twice is the later one, as tar appends")
    func twice() throws {
        try unpack {
            $0.add("etc/", .directory, mode: 0o755)
            $0.add("etc/hostname", .file, "old")
            $0.add("etc/", .directory, mode: 0o700)
            $0.add("etc/hostname", .file, "new")
        }
        #expect(directory.text("target/etc/hostname") == "new")
        #expect(permissions(directory.facts("target/etc")) == 0o700)
    }

    @Test("devices below dev/ are left out where the policy says so, with their hard links")
    func skippedDevices() throws {
        let result = try unpack(
            {
                $0.add("dev/", .directory, mode: 0o755)
                $0.add("dev/null", .character, mode: 0o666)
                $0.add("dev/zero2", .hardLink, link: "dev/null")
                $0.add("dev/fd", .link, link: "/proc/self/fd")
            }, devices: .skipped)
        #expect(result.skippedDevices == 2)
        #expect(directory.names("target/dev") == ["fd"])
    }

    @Test("devices below dev/ are made where the policy says so")
    func devices() throws {
        try unpack { $0.add("dev/null", .character, mode: 0o666) }
        let null = try #require(directory.facts("target/dev/null"))
        #expect(null.st_mode == S_IFCHR | 0o666)
        #expect(null.st_rdev == 1 << 8 | 3)
    }

    @Test("names that are not UTF-8 keep their bytes")
    func bytesInNames() throws {
        var tar = Tar()
        tar.add([0x61, 0xff, 0xe9], .file, Array("x".utf8))
        tar.add("caf\u{e9}", .file, "composed")
        tar.add("cafe\u{301}", .file, "decomposed")
        let path = try directory.write("a.tar", tar.finished)
        try RootArchive.unpack(path, into: directory("target"), policy: UnpackPolicy(devices: .allowed))
        #expect(directory.text("target/caf\u{e9}") == "composed")
        #expect(directory.text("target/cafe\u{301}") == "decomposed")
        let count = try Tool.run("sh", "-c", "ls -1b '\(directory("target"))'").split(separator: "\n")
        #expect(count.contains("a\\377\\351"))
    }

    @Test("every compression unpacks", arguments: ["cat", "gzip", "bzip2", "xz", "lzma", "zstd", "lz4"])
    func compressions(tool: String) throws {
        guard Tool.path(tool) != nil else { return }
        let content = String(repeating: "all work and no play\n", count: 10_000)
        let plain = try directory.write("a.tar", Tar.of { $0.add("file", .file, content) })
        try Tool.run("sh", "-c", "\(tool) \(tool == "cat" ? "" : "-c") '\(plain)' > '\(directory("packed"))'")
        let sum = String(try Tool.run("sha256sum", directory("packed")).prefix(64)).uppercased()
        let policy = UnpackPolicy(devices: .allowed)
        let result = try RootArchive.unpack(directory("packed"), into: directory("target"), policy: policy, sha256: sum)
        #expect(result.entries == 1)
        #expect(directory.text("target/file") == content)
    }

    @Test("an archive of GNU tar comes back as it was: long names, holes, hard links, attributes, odd modes")
    func roundTrip() throws {
        try directory.makeDirectory("source")
        let long = String(repeating: "long-name-", count: 20)
        try Tool.run(
            "sh", "-c",
            """
            cd '\(directory("source"))' && mkdir -p usr/lib '\(long)/\(long)' && ln -s usr/lib lib
            echo x > '\(long)/\(long)/file'; echo y > 'usr/lib/späce file'; ln 'usr/lib/späce file' hard
            truncate -s 5M sparse; echo end >> sparse; chmod 4751 hard; chown 33:44 hard; chmod 000 sparse
            mkfifo fifo; touch -d '2001-02-03 04:05:06' usr .
            """)
        #expect(Attributes.set("user.note", "kept", on: directory("source/hard")))
        for format in ["gnu", "pax", "posix --xattrs"] {
            let words = ["-S", "--numeric-owner", "-C", directory("source"), "-cf", directory("a.tar"), "."]
            try Tool.run(["tar", "--format"] + format.split(separator: " ").map(String.init) + words)
            try Tool.run("rm", "-rf", directory("target"))
            try directory.makeDirectory("target")
            try RootArchive.unpack(
                directory("a.tar"), into: directory("target"), policy: UnpackPolicy(devices: .allowed))
            #expect(try listing("target") == listing("source"))
            #expect(try #require(directory.facts("target/sparse")).st_blocks < 1024)
            #expect(
                Attributes.get("user.note", of: directory("target/hard")) == (format.contains("xattrs") ? "kept" : nil))
        }
    }

    /// A tree without what a copy cannot keep (inode change times, parts of seconds, directory sizes).
    private func listing(_ name: String) throws -> String {
        try Tool.run(
            "sh", "-c",
            """
            cd '\(directory(name))' && find . -exec stat -c '%n %f %u %g %h %Y %N' {} + | sort
            find . -type f -exec cksum {} + | sort
            """)
    }

    @Test("file capabilities come through", .enabled(if: Tool.path("setcap") != nil))
    func capabilities() throws {
        try directory.makeDirectory("source")
        try directory.write("source/ping", "x")
        try Tool.run("setcap", "cap_net_raw+ep", directory("source/ping"))
        let words = ["--xattrs", "--xattrs-include=*", "-C", directory("source"), "-cf", directory("a.tar"), "."]
        try Tool.run(["tar"] + words)
        try RootArchive.unpack(directory("a.tar"), into: directory("target"), policy: UnpackPolicy(devices: .allowed))
        #expect(try Tool.run("getcap", directory("target/ping")).contains("cap_net_raw=ep"))
    }

    @Test("progress goes from the first pass through the second and ends at twice the size")
    func progress() throws {
        let path = try directory.write("a.tar", Tar.of { $0.add("f", .file, String(repeating: "x", count: 2_000_000)) })
        let size = UInt64(try #require(directory.facts("a.tar")).st_size)
        var seen: [UInt64] = []
        try RootArchive.unpack(path, into: directory("target"), policy: UnpackPolicy(devices: .allowed)) {
            done, total in
            #expect(total == 2 * size)
            seen.append(done)
        }
        #expect(seen == seen.sorted())
        #expect(seen.last == 2 * size)
        #expect(seen.count > 8)
    }

    @Test("the working directory and the umask are as before")
    func workingDirectory() throws {
        let before = try #require(getcwd(nil, 0))
        defer { free(before) }
        try unpack { $0.add("f", .file, "x") }
        let after = try #require(getcwd(nil, 0))
        defer { free(after) }
        #expect(String(cString: before) == String(cString: after))
    }
}
