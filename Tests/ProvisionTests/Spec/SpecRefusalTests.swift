import Model
import Provision
import TestSupport
import Testing

/// A setting that makes no sense, and what is said about it.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ProvisionError.Code
    /// All of these are in the message.
    let words: [String]
    let change: @Sendable (inout GuestBench) -> Void

    init(
        _ name: String, _ code: ProvisionError.Code, _ words: [String],
        _ change: @escaping @Sendable (inout GuestBench) -> Void
    ) {
        (testDescription, self.code, self.words, self.change) = (name, code, words, change)
    }

    /// Wrong use.
    init(_ name: String, _ words: [String], _ change: @escaping @Sendable (inout GuestBench) -> Void) {
        self.init(name, .usage, words, change)
    }

    /// One value on the command line; the message names the option and the value.
    static func option(_ setting: Setting, _ text: String, _ code: ProvisionError.Code = .usage) -> RefusalCase {
        RefusalCase("--\(setting.name) \(text)", code, ["--\(setting.name)", text]) { $0.set(setting, text) }
    }

    /// An address with a password in it.
    static func password(_ setting: Setting, _ address: String) -> RefusalCase {
        RefusalCase("--\(setting.name) \(address)", ["--\(setting.name)", "password"]) { $0.set(setting, address) }
    }

    /// Expects that the bench's spec is refused so.
    @discardableResult
    func check() throws -> ProvisionError {
        var bench = try GuestBench()
        change(&bench)
        let error = try #require(throws: ProvisionError.self) { try bench.spec() }
        #expect(error.code == code)
        for word in words { #expect(error.message.contains(word), "\(error)") }
        return error
    }
}

@Suite("A spec is refused")
struct SpecRefusalTests {
    @Test(
        "for every value that makes no sense, with code, option and value",
        arguments: [
            .option(Settings.hostname, "web_1"), .option(Settings.memory, "much"), .option(Settings.memory, "512"),
            .option(Settings.maxmem, "lots"), .option(Settings.vcpus, "0"), .option(Settings.vcpus, "two"),
            .option(Settings.cpus, "0;1"), .option(Settings.cpuWeight, "65536"), .option(Settings.dist, "plan9"),
            .option(Settings.arch, "amd 64"), .option(Settings.dir, "/srv/nothing"),
            .option(Settings.layout, "stripes"), .option(Settings.image, "thick"), .option(Settings.size, "4X"),
            .option(Settings.swap, "none"), .option(Settings.fs, "zfs"), .option(Settings.disk, "data:10G"),
            .option(Settings.disk, "da_ta:10G:/srv"), .option(Settings.disk, "data:10G:/"),
            .option(Settings.partitions, "/etc/nothing"), .option(Settings.diskDevice, "nvme0n1"),
            .option(Settings.ip, "192.0.2.300"),
            .option(Settings.gateway, "gateway"), .option(Settings.broadcast, "wide"),
            .option(Settings.pointToPoint, "peer"), .option(Settings.nameserver, "ns1"),
            .option(Settings.bridge, "a bridge"), .option(Settings.vlan, "4095"),
            .option(Settings.guestVLAN, "0"), .option(Settings.mtu, "67"), .option(Settings.mac, "00:16:3e"),
            .option(Settings.vif, "bridge=xenbr0,colour=red"), .option(Settings.vif, "ip=nonsense"),
            .option(Settings.renderer, "wicked"), .option(Settings.installMethod, "magic"),
            .option(Settings.mirror, "mirror.example.org/debian"), .option(Settings.securityMirror, "ftp"),
            .option(Settings.guestMirror, "http://a b"), .option(Settings.aptProxy, "proxy"),
            .option(Settings.keyring, "/keys/missing.gpg"), .option(Settings.repository, "mirror.example.org"),
            .option(Settings.package, "Apache"), .option(Settings.variant, "buildd"),
            .option(Settings.role, "missing"), .option(Settings.role, "notes"),
            .option(Settings.genpassLength, "7"), .option(Settings.hashMethod, "md5"),
            .option(Settings.sshKey, "/keys/none.pub"), .option(Settings.user, "Ada"),
            .option(Settings.locale, "de DE"), .option(Settings.timezone, "../../etc/shadow"),
            .option(Settings.type, "xen"), .option(Settings.bootBy, "lilo"), .option(Settings.set, "1"),
            .option(Settings.output, "/nowhere"), .option(Settings.extension, "/cfg"),
            .option(Settings.kernel, "/boot/none"),
        ] as [RefusalCase])
    func value(refusal: RefusalCase) throws { try check(refusal) }

    @Test(
        "for values that do not go together",
        arguments: [
            RefusalCase("no name", ["no name"]) { $0.values.clear(Settings.hostname) },
            RefusalCase("no directory", ["disks"]) { $0.values.clear(Settings.dir) },
            RefusalCase("no address", ["no address"]) { $0.values.clear(Settings.ip) },
            RefusalCase("little memory", ["--memory", "too little"]) { $0.set(Settings.memory, "8M") },
            RefusalCase("maxmem below", ["--maxmem", "256M", "512M"]) { $0.set(Settings.maxmem, "256M") },
            RefusalCase("dhcp and ip", ["DHCP", "static"]) { $0.set(Settings.dhcp, "yes") },
            RefusalCase("network address", ["192.0.2.0/24", "network address"]) { $0.set(Settings.ip, "192.0.2.0") },
            RefusalCase("broadcast address", ["192.0.2.255/24"]) { $0.set(Settings.ip, "192.0.2.255") },
            RefusalCase("loopback", ["127.0.0.1"]) { $0.set(Settings.ip, "127.0.0.1") },
            RefusalCase("multicast", ["ff02::1"]) { $0.set(Settings.ip, "ff02::1") },
            RefusalCase("gateway outside", ["198.51.100.1", "outside"]) { $0.set(Settings.gateway, "198.51.100.1") },
            RefusalCase("own gateway", ["192.0.2.10", "own"]) { $0.set(Settings.gateway, "192.0.2.10") },
            RefusalCase("two gateways", ["more than one ipv4"]) {
                $0.set(Settings.gateway, "192.0.2.1", "192.0.2.2")
            },
            RefusalCase("gateway without address", ["2001:db8::1", "ipv6"]) {
                $0.set(Settings.gateway, "2001:db8::1")
            },
            RefusalCase("netmask with holes", ["--ip", "255.0.255.0"]) { $0.set(Settings.netmask, "255.0.255.0") },
            RefusalCase("address twice", ["192.0.2.10", "twice"]) { $0.set(Settings.ip, "192.0.2.10", "192.0.2.10") },
            RefusalCase("mac twice", ["00:16:3e:00:00:01"]) {
                $0.set(Settings.mac, "00:16:3e:00:00:01")
                $0.set(Settings.vif, "mac=00:16:3e:00:00:01,dhcp")
            },
            RefusalCase("small root", ["disk", "32M"]) { $0.set(Settings.size, "32M") },
            RefusalCase("disk twice", ["'data'"]) { $0.set(Settings.disk, "data:1G:/a", "data:1G:/b") },
            RefusalCase("mount twice", ["'/srv'"]) { $0.set(Settings.disk, "a:1G:/srv", "b:1G:/srv") },
            RefusalCase("disk's mount point", ["--disk", "/a/../b"]) { $0.set(Settings.disk, "data:1G:/a/../b") },
            RefusalCase("disk's size", ["--disk", "1X"]) { $0.set(Settings.disk, "data:1X:/srv") },
            RefusalCase("prefix length", ["--ip", "/33"]) { $0.set(Settings.ip, "192.0.2.10/33") },
            RefusalCase("disk's type", ["data", "zfs"]) { $0.set(Settings.disk, "data:1G:/srv:zfs") },
            RefusalCase("grub in hvm", ["hvm"]) {
                $0.set(Settings.type, "hvm")
                $0.set(Settings.bootBy, "grub")
            },
            RefusalCase("dom0 kernel without one", ["--boot-by=dom0-kernel"]) {
                $0.set(Settings.bootBy, "dom0-kernel")
            },
            RefusalCase("tar without source", ["source"]) { $0.set(Settings.installMethod, "tar") },
            RefusalCase("copy of a file", ["--install-source", "directory", "/images/root.tar.zst"]) {
                $0.set(Settings.installMethod, "copy")
                $0.set(Settings.installSource, "/images/root.tar.zst")
            },
            RefusalCase("digest", ["--install-sha256", "abc"]) {
                $0.set(Settings.installMethod, "tar")
                $0.set(Settings.installSource, "/images/root.tar.zst")
                $0.set(Settings.installSHA256, "abc")
            },
            RefusalCase("two passwords", ["--password", "--password-file"]) {
                $0.set(Settings.password, "x")
                $0.set(Settings.passwordFile, "/x")
            },
            RefusalCase("nothing to write", ["--write-password"]) {
                $0.set(Settings.genpass, "no")
                $0.set(Settings.writePassword, "/root/pw")
            },
            RefusalCase("given password written", ["--write-password"]) {
                $0.set(Settings.passwordFile, "/x")
                $0.set(Settings.writePassword, "/root/pw")
            },
            RefusalCase("user twice", ["--user", "'ada'"]) { $0.set(Settings.user, "ada", "ada") },
            RefusalCase("private key", .badInput, ["--ssh-key", "private key"]) {
                $0.facts.texts["/keys/id"] = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                $0.set(Settings.sshKey, "/keys/id")
            },
            RefusalCase("no bridge", ["no bridge"]) { $0.facts.bridges = [] },
            RefusalCase("several bridges", ["xenbr0, xenbr1"]) { $0.facts.bridges = ["xenbr0", "xenbr1"] },
            RefusalCase("i386 trixie", ["trixie", "i386"]) {
                $0.set(Settings.dist, "trixie")
                $0.set(Settings.arch, "i386")
            },
        ])
    func combination(refusal: RefusalCase) throws { try check(refusal) }

    @Test(
        "for what is missing or taken on the host",
        arguments: [
            RefusalCase("no bootstrapper", .unavailable, ["debootstrap is not installed"]) { $0.facts.tools = [:] },
            RefusalCase("no mmdebstrap", .unavailable, ["mmdebstrap is not installed"]) {
                $0.facts.tools["mmdebstrap"] = nil
                $0.set(Settings.installMethod, "mmdebstrap")
            },
            RefusalCase("no keyring", .unavailable, ["ubuntu", "keyring"]) {
                $0.facts.paths["/usr/share/keyrings/ubuntu-archive-keyring.gpg"] = nil
                $0.set(Settings.dist, "noble")
            },
            RefusalCase("no releases", .unavailable, ["table of releases"]) { $0.facts.releaseTables = [:] },
            RefusalCase("running domain", .exists, ["db1", "running"]) { $0.set(Settings.hostname, "db1") },
            RefusalCase("configuration", .exists, ["/etc/xen/web1.cfg"]) {
                $0.facts.paths["/etc/xen/web1.cfg"] = PathFact(kind: .file, size: 1, isExecutable: false)
            },
            RefusalCase("images", .exists, ["/srv/xen/domains/web1"]) {
                $0.facts.paths["/srv/xen/domains/web1"] = PathFact(kind: .directory, size: 0, isExecutable: false)
            },
            RefusalCase("password file", .exists, ["--write-password", "/root/pw"]) {
                $0.facts.paths["/root/pw"] = PathFact(kind: .file, size: 1, isExecutable: false)
                $0.set(Settings.writePassword, "/root/pw")
            },
        ])
    func host(refusal: RefusalCase) throws { try check(refusal) }

    @Test(
        "for a password in any address, and without showing it",
        arguments: [
            .password(Settings.mirror, "https://user:top-secret@mirror.example.org/debian"),
            .password(Settings.mirror, "htps://user:top-secret@mirror.example.org/debian"),
            .password(Settings.mirror, "mirror+http://:top-secret@mirror.example.org/list"),
            .password(Settings.securityMirror, "http://user:top@secret@mirror.example.org:80/debian-security"),
            .password(Settings.guestMirror, "http://user:top-secret@mirror.example.org/debian"),
            .password(Settings.aptProxy, "http://user:top-secret@proxy.example.org:3142"),
            .password(Settings.repository, "deb http://user:top-secret@mirror.example.org/extra x main"),
            RefusalCase("host's mirror", ["the host's apt sources", "password"]) {
                $0.facts.archives = [
                    HostArchive(
                        family: .debian, mirror: "http://user:top-secret@mirror.example.org/debian",
                        securityMirror: nil)
                ]
            },
        ])
    func passwords(refusal: RefusalCase) throws {
        let error = try refusal.check()
        #expect(!"\(error)".contains("secret"))
    }

    @Test("but not for a user's name alone, a port, or signs in a path")
    func noPassword() throws {
        var bench = try GuestBench()
        bench.set(Settings.mirror, "http://user@mirror.example.org:80/a:b@c/debian")
        #expect(throws: Never.self) { try bench.spec() }
    }

    @Test("with file and line where a file gave the value")
    func fileAndLine() throws {
        for (setting, text) in [
            (Settings.memory, "much"), (Settings.size, "4"), (Settings.fs, "zfs"), (Settings.dist, "plan9"),
            (Settings.mirror, "nowhere"), (Settings.bridge, "a b"), (Settings.arch, "?"), (Settings.package, "A"),
            (Settings.disk, "x"), (Settings.user, "Ada"), (Settings.set, "x"),
        ] {
            var bench = try GuestBench()
            bench.configure(setting, text, line: 12)
            let message = refusal { _ = try bench.spec() }
            #expect(message?.hasPrefix("/etc/xen-tools/xen-tools.conf:12") == true, "\(setting.name): \(message ?? "")")
        }
    }

    @Test("when another guest has its name, address or MAC address")
    func taken() throws {
        var first = try GuestBench()
        let spec = try first.spec()
        first.facts.guests = [try first.record()]
        let name = try #require(throws: ProvisionError.self) { try first.spec() }
        #expect(name.code == .exists)
        #expect(name.message.contains("guest web1"))
        #expect(name.hint?.contains("xen-delete-image web1") == true)
        first.set(Settings.hostname, "web2")
        let address = try #require(throws: ProvisionError.self) { try first.spec() }
        #expect(address.code == .exists)
        #expect(address.message == "the address 192.0.2.10 belongs to guest web1")
        first.set(Settings.ip, "192.0.2.11")
        first.set(Settings.mac, "\(spec.network.vifs[0].mac)")
        let mac = try #require(throws: ProvisionError.self) { try first.spec() }
        #expect(mac.code == .exists)
        #expect(mac.message.contains("belongs to guest web1"))
    }

    @Test("when a guest without a record has its address or MAC address, but not where that is itself")
    func takenByStranger() throws {
        var bench = try GuestBench()
        let mac = try bench.spec().network.vifs[0].mac
        bench.set(Settings.mac, "\(mac)")
        for (addresses, macs, words) in [
            ([try IPAddress("192.0.2.10")], [], "the address 192.0.2.10"), ([], [mac], "the MAC address \(mac)"),
        ] as [([IPAddress], [MACAddress], String)] {
            bench.facts.foreignGuests = [
                ForeignGuest(name: "old", configuration: "/etc/xen/old.cfg", addresses: addresses, macs: macs)
            ]
            let error = try #require(throws: ProvisionError.self) { try bench.spec() }
            #expect(error.code == .exists)
            #expect(error.message == "\(words) belongs to guest old of /etc/xen/old.cfg")
            bench.facts.foreignGuests[0].configuration = "/etc/xen/web1.cfg"
            _ = try bench.spec()
        }
    }

    @Test("when dom0's table of names gives its address to another name")
    func named() throws {
        var bench = try GuestBench()
        bench.set(Settings.hosts, "no")
        bench.facts.texts["/etc/hosts"] = "127.0.0.1 localhost\n192.0.2.10 printer lp\n"
        let error = try #require(throws: ProvisionError.self) { try bench.spec() }
        #expect(error.code == .exists)
        #expect(error.message == "the address 192.0.2.10 belongs to 'lp' in /etc/hosts")
        #expect(error.hint?.contains("remove that line") == true)
        for own in ["web1", "WEB1.example.org", "www web1"] {
            bench.facts.texts["/etc/hosts"] = "192.0.2.10\t\(own)\n"
            _ = try bench.spec()
        }
        bench.set(Settings.hostname, "web1.example.org")
        for (names, isOwn) in [("web1", true), ("web1.example.org", true), ("web1.example.com", false)] {
            bench.facts.texts["/etc/hosts"] = "192.0.2.10\t\(names)\n"
            let message = refusal { _ = try bench.spec() }
            #expect((message == nil) == isOwn, "\(names)")
        }
    }

    @Test("only for addresses that stay taken when guests are removed before")
    func forgotten() throws {
        let record = try GuestBench().record()
        var bench = try GuestBench()
        bench.set(Settings.hostname, "web2")
        bench.facts.guests = [record]
        bench.facts.texts["/etc/hosts"] = "127.0.0.1 localhost\n192.0.2.10\tweb1\n"
        #expect(throws: ProvisionError.self) { try bench.spec() }
        bench.facts.forget([record], tableOfNames: "/etc/hosts")
        _ = try bench.spec()
    }

    @Test("by addresses even where its own name is in the way, for who asks about those alone")
    func addressesAlone() throws {
        var bench = try GuestBench()
        bench.facts.guests = [try bench.record()]
        try GuestSpecBuilder(bench.request).checkAddresses()
        bench.facts.texts["/etc/hosts"] = "192.0.2.10 printer\n"
        #expect(throws: ProvisionError.self) { try GuestSpecBuilder(bench.request).checkAddresses() }
    }

    private func check(_ refusal: RefusalCase) throws { try refusal.check() }
}
