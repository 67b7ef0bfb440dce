import Model
import Provision
import TestSupport
import Testing

private let zones = PathFact(kind: .directory, size: 0, isExecutable: true)

/// What would go wrong only once the guest is installed, or starts.
@Suite("Before anything is made, a spec is refused")
struct EarlyRefusalTests {
    @Test(
        "for values that the host, the guest or xl would choke on",
        arguments: [
            .option(Settings.vifname, "a/b"), .option(Settings.vifname, "web1:0"), .option(Settings.vifname, "web 1"),
            .option(Settings.vifname, ".."), .option(Settings.vifname, "sixteen-letters1"),
            .option(Settings.vifname, "wéb1,wéb2"), .option(Settings.vif, "dhcp,vifname=a/b"),
            .option(Settings.rate, "fast"), .option(Settings.rate, "10MB"), .option(Settings.rate, "10MB/s@0ms"),
            .option(Settings.vif, "dhcp,rate=10"), .option(Settings.searchDomain, "a..example"),
            .option(Settings.searchDomain, "-a.example"), .option(Settings.searchDomain, "a.example b.example"),
            .option(Settings.searchDomain, "exämple.org"), .option(Settings.user, "root:/keys/admin.pub"),
            .option(Settings.mountOptions, "noatime, discard"), .option(Settings.disk, "data:1G:/proc/data"),
            .option(Settings.disk, "data:1G://./dev"), .option(Settings.disk, "data:1G:/run/lock/"),
            .option(Settings.disk, "data:1G:/sys"),
        ] as [RefusalCase])
    func value(refusal: RefusalCase) throws {
        // Of an account the message says the name alone.
        let words = refusal.words.map { $0.hasPrefix("root:") ? "'root'" : $0 }
        try check(RefusalCase(refusal.testDescription, refusal.code, words, refusal.change))
    }

    @Test(
        "for values that do not go together, or not with this host",
        arguments: [
            RefusalCase("peer without address", ["198.51.100.1", "ipv4"]) {
                $0.values.clear(Settings.ip)
                $0.values.clear(Settings.gateway)
                $0.set(Settings.dhcp, "yes")
                $0.set(Settings.pointToPoint, "198.51.100.1")
            },
            RefusalCase("peer of another family", ["2001:db8::1", "ipv6"]) {
                $0.set(Settings.pointToPoint, "2001:db8::1")
            },
            RefusalCase("further vif's peer", ["--vif", "198.51.100.1", "ipv4"]) {
                $0.set(Settings.vif, "dhcp,p2p=198.51.100.1")
            },
            RefusalCase("small xfs", ["disk disk", "299M", "xfs"]) {
                $0.set(Settings.fs, "xfs")
                $0.set(Settings.size, "299M")
            },
            RefusalCase("small xfs disk", ["disk data", "299M", "xfs"]) {
                $0.set(Settings.disk, "data:299M:/srv:xfs")
            },
            RefusalCase("large file", ["disk disk", "1000T", "ext4"]) { $0.set(Settings.size, "1000T") },
            RefusalCase("large swap", ["disk swap", "17T"]) { $0.set(Settings.swap, "17T") },
            RefusalCase("mount options with a line feed", ["--mount-options", "\\u{a}"]) {
                $0.set(Settings.mountOptions, "noatime\n/dev/sda1")
            },
            RefusalCase("missing host key", ["--host-key", "/keys/host"]) { $0.set(Settings.hostKey, "/keys/host") },
            RefusalCase("no host key", .badInput, ["--host-key", "/keys/host"]) {
                $0.facts.privateKeys["/keys/host"] = false
                $0.set(Settings.hostKey, "/keys/host")
            },
            RefusalCase("no such zone", ["--timezone", "Europe/Nowhere"]) {
                $0.facts.paths["/usr/share/zoneinfo"] = zones
                $0.set(Settings.timezone, "Europe/Nowhere")
            },
            RefusalCase("hvm without a boot sector", ["hvm", "--boot-by=guest-kernel"]) {
                $0.set(Settings.type, "hvm")
            },
        ])
    func combination(refusal: RefusalCase) throws { try check(refusal) }

    @Test(
        "for a further key that an option writes, with the option",
        arguments: [
            ("name=x", "--hostname"), ("uuid=x", "UUID"), ("type=pvh", "--type"), ("builder=hvm", "--type"),
            ("memory=1024", "--memory"), ("maxmem=2048", "--maxmem"), ("vcpus=4", "--vcpus"), ("cpus=2-3", "--cpus"),
            ("cpu_weight=300", "--cpu-weight"), ("bootloader=pygrub", "--bootloader"), ("kernel=/vmlinuz", "--kernel"),
            ("ramdisk=/initrd", "--initrd"), ("cmdline=quiet", "--kernel-arguments"),
            ("root=/dev/xvda1", "--kernel-arguments"), ("extra=quiet", "--kernel-arguments"),
            ("disk=['/x,raw,xvdz,rw']", "--disk"), ("vif=['bridge=x']", "--vif"),
        ])
    func writtenKey(text: String, remedy: String) throws {
        var bench = try GuestBench()
        bench.set(Settings.set, "localtime=1", text)
        let error = try #require(throws: ProvisionError.self) { try bench.spec() }
        #expect(error.code == .usage)
        #expect(error.message.contains("--set") && error.message.contains(text), "\(error)")
        #expect(error.hint?.contains(remedy) == true, "\(error)")
    }

    @Test("but not for what works")
    func fine() throws {
        var bench = try GuestBench()
        bench.facts.paths["/usr/share/zoneinfo"] = zones
        bench.facts.paths["/usr/share/zoneinfo/Europe/Paris"] = PathFact(kind: .file, size: 9, isExecutable: false)
        bench.facts.privateKeys["/keys/host"] = true
        bench.set(Settings.vifname, "web1.0")
        bench.set(Settings.rate, "512Kb/s@20ms")
        bench.set(Settings.searchDomain, "a_b.example.", ".")
        bench.set(Settings.mountOptions, "noatime,commit=5")
        bench.set(Settings.disk, "data:300M:/device:xfs", "log:1G:/srv/run")
        bench.set(Settings.hostKey, "/keys/host")
        bench.set(Settings.timezone, "Europe/Paris")
        bench.set(Settings.set, "maxvcpus=4", "on_crash=coredump", "bootloader_args=['--entry=1']")
        let spec = try bench.spec()
        #expect(spec.network.vifs[0].hostInterface == "web1.0")
        #expect(spec.network.vifs[0].rate == "512Kb/s@20ms")
        #expect(spec.access.hostKeyFiles == ["/keys/host"])
        #expect(spec.system.timezone == "Europe/Paris")
        #expect(spec.storage.root?.mountOptions == "noatime,commit=5")
    }

    @Test("nor for an emulated machine that is given a kernel, or the network to start from")
    func emulated() throws {
        for (setting, text) in [(Settings.bootBy, "copied-kernel"), (Settings.set, "boot=n")] {
            var bench = try GuestBench()
            bench.set(Settings.type, "hvm")
            bench.set(setting, text)
            #expect(throws: Never.self, "\(text)") { try bench.spec() }
        }
    }

    @Test("nor for large volumes, whose file systems are in no file")
    func volumes() throws {
        let bench = try VolumeRequirementsTests.bench { $0.set(Settings.size, "17T") }
        #expect(throws: Never.self) { try bench.spec() }
    }

    private func check(_ refusal: RefusalCase) throws {
        let error = try refusal.check()
        #expect(error.hint != nil || error.message.contains("no file"), "\(error)")
    }
}

@Suite("A private key")
struct PrivateKeyTests {
    @Test("is one by its header, OpenSSH's or PEM's, with or without text in front")
    func recognised() {
        for kind in ["OPENSSH ", "RSA ", "EC ", ""] {
            #expect(PrivateKey.isOne("-----BEGIN \(kind)PRIVATE KEY-----\nAAAA\n"), "\(kind)")
        }
        #expect(PrivateKey.isOne("friendlyName: x\r\n-----BEGIN PRIVATE KEY-----\r\nAAAA\r\n"))
    }

    @Test(
        "is neither a public one nor anything else",
        arguments: [
            "", "web1\n", "ssh-ed25519 AAAA root@dom0\n", "-----BEGIN PUBLIC KEY-----\nAAAA\n",
            "-----BEGIN CERTIFICATE-----\n", "# -----BEGIN OPENSSH PRIVATE KEY-----\n",
        ])
    func others(text: String) { #expect(!PrivateKey.isOne(text)) }
}
