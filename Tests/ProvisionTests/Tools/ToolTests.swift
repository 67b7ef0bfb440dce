import Distros
import Model
import TestSupport
import Testing

@testable import Provision

@Suite("Command lines")
struct ToolTests {
    private func volume(_ type: String) throws -> VolumeSpec {
        VolumeSpec(
            name: "disk", size: ByteSize(gibibytes: 1), type: type, mountPoint: type == "swap" ? nil : "/",
            mountOptions: "defaults", uuid: try UUIDValue(parsing: Self.uuid), device: "xvda1")
    }

    private static let uuid = "11111111-2222-4333-8444-555555555555"

    @Test(
        "of every file system, filled from a tree where the tool can",
        arguments: [
            ("ext4", "mke2fs", ["-q", "-F", "-t", "ext4", "-U", uuid, "-O", "^orphan_file", "-d", "/tree", "/image"]),
            ("ext2", "mke2fs", ["-q", "-F", "-t", "ext2", "-U", uuid, "-d", "/tree", "/image"]),
            ("xfs", "mkfs.xfs", ["-q", "-f", "-m", "uuid=\(uuid)", "/image"]),
            ("btrfs", "mkfs.btrfs", ["--quiet", "--force", "--uuid", uuid, "--rootdir", "/tree", "/image"]),
            ("swap", "mkswap", ["--uuid", uuid, "/image"]),
        ])
    func fileSystems(type: String, tool: String, arguments: [String]) throws {
        let command = MakeFilesystem(
            volume: try volume(type), image: "/image", tree: "/tree", ext4Features: ["^orphan_file"]
        ).invocation
        #expect(command.tool == tool)
        #expect(command.arguments == arguments)
    }

    @Test("of sfdisk, with the partition in a script on standard input")
    func partition() throws {
        let table = PartitionDisk(
            image: "/image", content: ByteSize(mebibytes: 64), diskID: try UUIDValue(parsing: Self.uuid),
            partitionID: UUIDValue(random: []))
        #expect(table.invocation.tool == "sfdisk")
        #expect(table.invocation.arguments == ["--quiet", "/image"])
        #expect(table.script.hasPrefix("label: gpt\nlabel-id: \(Self.uuid)\nstart=2048, size=131072, type="))
    }

    @Test("of ssh-keygen, without a passphrase and with the guest's name")
    func hostKey() throws {
        let key = MakeHostKey(kind: .ed25519, guest: try GuestName("web1.example.org"), directory: "/keys")
        #expect(
            key.invocation.arguments
                == ["-q", "-t", "ed25519", "-N", "", "-C", "root@web1", "-f", "/keys/ssh_host_ed25519_key"])
        #expect(key.fingerprint.arguments == ["-l", "-f", "/keys/ssh_host_ed25519_key.pub"])
    }

    private func archive(_ change: (inout GuestBench) -> Void) throws -> (ArchiveSpec, DistroRelease) {
        var bench = try GuestBench()
        change(&bench)
        let archive = try #require(try bench.spec().installation.method.archive)
        return (archive, try bench.facts.release(of: archive))
    }

    @Test("of mmdebstrap, with its archives on standard input")
    func mmdebstrap() throws {
        let (archive, release) = try archive {
            $0.set(Settings.aptProxy, "http://proxy.example.org:3142")
            $0.set(Settings.allowExpiredRelease, "yes")
            $0.set(Settings.repository, "deb http://mirror.example.org/extra x main|/keys/extra.gpg")
        }
        let tool = Mmdebstrap(
            archive: archive, release: release, architecture: "amd64", root: "/root", temporary: "/run/tmp",
            notes: IndexNotes(directory: "/run/it's"))
        let words = tool.invocation.arguments
        #expect(Array(words.suffix(3)) == ["bookworm", "/root", "-"])
        for word in [
            "--mode=root", "--format=directory", "--variant=important", "--architectures=amd64", "--components=main",
            "--keyring=/usr/share/keyrings/debian-archive-keyring.gpg", "--aptopt=Acquire::Check-Valid-Until \"false\"",
            "--aptopt=Acquire::http::Proxy \"http://proxy.example.org:3142\"",
            "--aptopt=Dir::Etc::netrc \"/etc/apt/auth.conf\"",
            "--aptopt=Dir::Etc::netrcparts \"/etc/apt/auth.conf.d\"",
        ] {
            #expect(words.contains(word), "\(word)")
        }
        let lines = tool.sources?.split(separator: "\n").map(String.init) ?? []
        let trusted = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example.org"
        #expect(lines.contains("\(trusted)/debian bookworm main"), "\(lines)")
        #expect(lines.contains("\(trusted)/debian-security bookworm-security main"))
        #expect(lines.last == "deb [signed-by=/keys/extra.gpg] http://mirror.example.org/extra x main")
        #expect(tool.invocation.environment == ["TMPDIR": "/run/tmp", "INITRD": "No"])
        // The initial RAM disk is made once, at the end, instead of by every package that has a say in it.
        #expect(words.contains(#"--customize-hook=chroot "$1" update-initramfs -c -k all"#))
        let last = try #require(words.last { $0.hasPrefix("--customize-hook=") })
        #expect(last.contains(#" xargs apt-cache show > '/run/it'\''s/packages' && find "#), "\(last)")
    }

    @Test("of mmdebstrap without a mirror leave the archives to it")
    func mmdebstrapDefault() throws {
        let (archive, release) = try archive { $0.facts.archives = [] }
        let tool = Mmdebstrap(
            archive: archive, release: release, architecture: "amd64", root: "/root", temporary: "/run/tmp",
            notes: IndexNotes(directory: "/run/it's"))
        #expect(tool.sources == nil)
        #expect(Array(tool.invocation.arguments.suffix(2)) == ["bookworm", "/root"])
    }

    @Test("of debootstrap, which must check signatures, and of apt after it")
    func debootstrap() throws {
        let (archive, _) = try archive {
            $0.set(Settings.variant, "minbase")
            $0.set(Settings.aptProxy, "http://proxy.example.org:3142")
        }
        let tool = Debootstrap(archive: archive, architecture: "amd64", root: "/root")
        #expect(
            tool.invocation.arguments == [
                "--arch=amd64", "--components=main", "--variant=minbase",
                "--keyring=/usr/share/keyrings/debian-archive-keyring.gpg", "--force-check-gpg", "bookworm", "/root",
                "http://mirror.example.org/debian",
            ])
        #expect(tool.invocation.environment == ["http_proxy": "http://proxy.example.org:3142"])
        let further = tool.furtherCommands
        #expect(further.map(\.root) == Array(repeating: "/root", count: 3))
        #expect(further.map { $0.arguments.last } == ["update", "dist-upgrade", archive.packages.last])
        #expect(tool.cleaning.arguments == ["clean"])
    }
}
