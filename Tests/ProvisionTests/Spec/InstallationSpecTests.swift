import Model
import Provision
import TestSupport
import Testing

@Suite("The installation of a spec")
struct InstallationSpecTests {
    private func installation(_ change: (inout GuestBench) -> Void) throws -> InstallationSpec {
        var bench = try GuestBench()
        change(&bench)
        return try bench.spec().installation
    }

    private func archive(_ change: (inout GuestBench) -> Void) throws -> ArchiveSpec {
        try #require(try installation(change).method.archive)
    }

    @Test("the host's mirror is used for the same distribution, and for no other")
    func hostMirror() throws {
        let debian = try archive { _ in }
        #expect(debian.mirror == "http://mirror.example.org/debian")
        #expect(debian.securityMirror == "http://mirror.example.org/debian-security")
        #expect(debian.mirrorOrigin == "the host's apt sources")
        let ubuntu = try archive { $0.set(Settings.dist, "noble") }
        #expect(ubuntu.mirror == nil)
        #expect(ubuntu.securityMirror == nil)
        #expect(ubuntu.mirrorOrigin == "the bootstrapper's default")
        #expect(ubuntu.components == ["main", "universe"])
        #expect(ubuntu.keyrings == ["/usr/share/keyrings/ubuntu-archive-keyring.gpg"])
    }

    @Test("a given mirror wins, and Debian's security archive lies beside it by convention")
    func givenMirror() throws {
        let archive = try archive {
            $0.facts.archives = []
            $0.set(Settings.mirror, "http://cache.example.org/debian/")
        }
        #expect(archive.mirror == "http://cache.example.org/debian/")
        #expect(archive.securityMirror == "http://cache.example.org/debian-security")
        #expect(archive.mirrorOrigin == "--mirror")
    }

    @Test("a mirror whose path ends otherwise tells no security archive; a given one wins over all")
    func securityMirror() throws {
        let unknown = try archive {
            $0.facts.archives = []
            $0.set(Settings.mirror, "http://cache.example.org/d")
        }
        #expect(unknown.securityMirror == nil)
        let given = try archive { $0.set(Settings.securityMirror, "http://s.example.org/x") }
        #expect(given.securityMirror == "http://s.example.org/x")
        let ubuntu = try archive {
            $0.set(Settings.dist, "noble")
            $0.set(Settings.mirror, "http://cache.example.org/ubuntu")
        }
        #expect(ubuntu.securityMirror == "http://cache.example.org/ubuntu")
    }

    @Test(
        "the method is mmdebstrap where it is installed, else debootstrap, unless one is named",
        arguments: [("auto", true, "mmdebstrap"), ("auto", false, "debootstrap"), ("debootstrap", true, "debootstrap")])
    func method(word: String, hasMmdebstrap: Bool, expected: String) throws {
        let found = try installation {
            $0.set(Settings.installMethod, word)
            if !hasMmdebstrap { $0.facts.tools["mmdebstrap"] = nil }
        }
        #expect(found.method.name == expected)
    }

    @Test("a tar archive and a directory are taken from relative paths too")
    func sources() throws {
        let tar = try installation {
            $0.set(Settings.installMethod, "tar")
            $0.set(Settings.installSource, "../../images/./root.tar.zst")
            $0.set(Settings.installSHA256, String(repeating: "AB", count: 32))
        }
        #expect(tar.method == .tar(path: "/images/root.tar.zst", sha256: String(repeating: "ab", count: 32)))
        let copy = try installation {
            $0.set(Settings.installMethod, "copy")
            $0.set(Settings.installSource, "/images/tree")
        }
        #expect(copy.method == .copy(path: "/images/tree"))
    }

    @Test("packages follow from what is asked for, and given ones are added once")
    func packages() throws {
        let plain = try archive { _ in }.packages
        for name in ["linux-image-amd64", "initramfs-tools", "systemd-sysv", "ifupdown", "openssh-server"] {
            #expect(plain.contains(name), "\(name)")
        }
        for name in ["isc-dhcp-client", "sudo", "locales", "xfsprogs"] { #expect(!plain.contains(name), "\(name)") }
        let more = try archive {
            $0.values.clear(Settings.ip)
            $0.values.clear(Settings.gateway)
            $0.set(Settings.dhcp, "yes")
            $0.set(Settings.user, "ada")
            $0.set(Settings.locale, "de_DE.UTF-8")
            $0.set(Settings.fs, "xfs")
            $0.set(Settings.ssh, "no")
            $0.set(Settings.package, "vim,udev", "htop")
        }.packages
        for name in ["isc-dhcp-client", "sudo", "locales", "xfsprogs", "vim", "htop"] {
            #expect(more.contains(name), "\(name)")
        }
        #expect(!more.contains("openssh-server"))
        #expect(more.count { $0 == "udev" } == 1)
    }

    @Test("the certificates of authorities come along where an archive is reached by TLS")
    func certificates() throws {
        let name = "ca-certificates"
        #expect(try !archive { _ in }.packages.contains(name))
        #expect(try archive { $0.set(Settings.mirror, "https://mirror.example.org/debian") }.packages.contains(name))
        #expect(
            try archive { $0.set(Settings.guestMirror, "https://mirror.example.org/debian") }.packages.contains(name))
        let repository = "deb https://repo.example.org/tools stable main"
        #expect(try archive { $0.set(Settings.repository, repository) }.packages.contains(name))
    }

    @Test(
        "the DHCP client for ifupdown is one that the release has",
        arguments: [("trixie", "isc-dhcp-client"), ("forky", "dhcpcd-base"), ("sid", "dhcpcd-base")])
    func dhcpClient(_ suite: String, _ client: String) throws {
        let packages = try archive {
            $0.values.clear(Settings.ip)
            $0.values.clear(Settings.gateway)
            $0.set(Settings.dist, suite)
            $0.set(Settings.dhcp, "yes")
        }.packages
        #expect(packages.filter { $0.contains("dhcp") } == [client])
    }

    @Test("a guest with dom0's kernel gets none of its own")
    func dom0Kernel() throws {
        let packages = try archive { $0.set(Settings.kernel, "/boot/vmlinuz-dom0") }.packages
        #expect(!packages.contains { $0.hasPrefix("linux-image") })
    }

    @Test("further archives have a name, a key and components")
    func repositories() throws {
        let found = try archive {
            $0.set(Settings.repository, "deb http://mirror.example.org/extra bookworm main contrib|/keys/extra.gpg")
        }.repositories
        try #require(found.count == 1)
        #expect(found[0].name == "mirror-example-org-extra")
        #expect(found[0].suites == ["bookworm"])
        #expect(found[0].components == ["main", "contrib"])
        #expect(found[0].keyFile == "/keys/extra.gpg")
    }

    @Test("roles run in their order and find every setting but secrets in their environment")
    func roles() throws {
        let roles = try #require(
            try installation {
                $0.facts.paths["/home/admin/own"] = PathFact(kind: .file, size: 1, isExecutable: true)
                $0.set(Settings.role, "puppet,./own")
                $0.set(Settings.roleArguments, "a b")
                $0.set(Settings.password, "secret")
                $0.set(Settings.diskDevice, "xvda")
                $0.set(Settings.ip, "192.0.2.10", "2001:db8::a")
            }.roles)
        #expect(roles.scripts == ["/etc/xen-tools/role.d/puppet", "/home/admin/own"])
        #expect(roles.arguments == ["a", "b"])
        #expect(roles.environment["hostname"] == "web1")
        #expect(roles.environment["ip1"] == "192.0.2.10")
        #expect(roles.environment["ip2"] == "2001:db8::a")
        #expect(roles.environment["ip_count"] == "2")
        #expect(roles.environment["disk_device"] == "xvda")
        #expect(roles.environment["ssh"] == "1")
        #expect(roles.environment["password"] == nil)
        #expect(!roles.environment.values.contains("secret"))
    }
}
