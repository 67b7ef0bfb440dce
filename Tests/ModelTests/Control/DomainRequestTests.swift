import Model
import Testing

@Suite("A domain configuration as a request")
struct DomainRequestTests {
    private static let plain = """
        name = 'web1'
        type = 'pvh'
        memory = 256
        kernel = '/boot/vmlinuz'
        disk = ['/srv/disk.img,raw,xvda,rw']
        """

    private static func request(_ text: String, boot: FetchedKernel? = nil) throws -> DomainRequest {
        let config = try XLConfig(parsing: text + "\n", file: "web1.cfg")
        let mac = try MACAddress("00:16:3e:00:00:09")
        return try DomainRequest(
            config, defaults: StartDefaults(uuid: .guest(try GuestName("web1")), bridge: "br9", boot: boot) { _ in mac }
        )
    }

    @Test("has xl's defaults for what is left out")
    func defaults() throws {
        let request = try Self.request(Self.plain + "\nvif = ['ip=192.0.2.7']\nextra = 'quiet'\nroot = '/dev/xvda'")
        #expect(request.vcpus == 1)
        #expect(request.commandLine == "root=/dev/xvda quiet")
        #expect(request.vifs.first?.bridge == "br9")
        #expect(request.vifs.first?.script == "/etc/xen/scripts/vif-bridge")
        #expect(request.memoryLimit == ByteSize(mebibytes: 256))
    }

    @Test("names everything at once that is not supported, and the way out")
    func problems() throws {
        let error = #expect(throws: ProvisionError.self) {
            _ = try Self.request(
                Self.plain + "\npci = ['01:00.0']\nvfb = ['type=vnc']\nmaxmem = 512\nvif = ['gatewaydev=eth0']")
        }
        for word in ["'pci'", "'vfb'", "maxmem of 512M", "gatewaydev=eth0"] {
            #expect(error?.message.contains(word) == true, "\(word)")
        }
        #expect(error?.hint?.contains("--toolstack=xl") == true)
    }

    @Test(
        "does not stumble over what asks for nothing",
        arguments: ["pci = []", "localtime = 0", "vnc = 1", "dhcp = 'dhcp'"])
    func idle(line: String) throws { #expect(throws: Never.self) { try Self.request(Self.plain + "\n" + line) } }

    @Test("needs a kernel that was fetched where a boot loader is to find it")
    func bootloader() throws {
        let text = Self.plain + "\nbootloader = 'pygrub'"
        #expect(throws: ProvisionError.self) { try Self.request(text) }
        let fetched = FetchedKernel(kernel: "/run/k", ramdisk: "/run/r", arguments: "root=UUID=1 ro")
        let request = try Self.request(text, boot: fetched)
        #expect(request.kernel == "/run/k")
        #expect(request.bootLoader == BootLoader(program: "pygrub", kernel: "/boot/vmlinuz"))
        #expect(request.commandLine == "root=UUID=1 ro")
    }

    @Test("of a PV guest may have room to grow")
    func maxmem() throws {
        let text = Self.plain.replacing("pvh", with: "pv") + "\nmaxmem = 512"
        #expect(try Self.request(text).memoryLimit == ByteSize(mebibytes: 512))
    }

    @Test("says where its vcpus run")
    func placement() throws {
        let request = try Self.request(Self.plain + "\ncpus = '0-3,^2'\ncpu_weight = 512\ncap = 150")
        #expect(request.placement == Placement(cpus: .all([0, 1, 3]), weight: 512, cap: 150))
        #expect(try Self.request(Self.plain + "\ncpus = 'all'").placement.cpus == nil)
        #expect(try Self.request(Self.plain + "\nvcpus = 2\ncpus = ['0', '1']").placement.cpus == .each([[0], [1]]))
        #expect(throws: ProvisionError.self) { try Self.request(Self.plain + "\ncpus = 'nodes:0'") }
        #expect(throws: ProvisionError.self) { try Self.request(Self.plain + "\ncpus = '1,^1'") }
    }

    @Test("pins no vcpu behind the end of a list, but all of them by one word")
    func shortList() throws {
        let listed = try Self.request(Self.plain + "\nvcpus = 4\ncpus = ['2']").placement
        #expect((0..<4).map(listed.cpus(of:)) == [[2], nil, nil, nil])
        let word = try Self.request(Self.plain + "\nvcpus = 4\ncpus = '2'").placement
        #expect((0..<4).map(word.cpus(of:)) == [[2], [2], [2], [2]])
    }

    @Test("may have as many vcpus as Xen allows for its kind")
    func manyVcpus() throws {
        let manyPV = Self.plain.replacing("pvh", with: "pv") + "\nvcpus = 129"
        #expect(try Self.request(manyPV).vcpus == 129)
        #expect(throws: ProvisionError.self) { try Self.request(Self.plain + "\nvcpus = 129") }
    }

    @Test("names the ends that the monitor cannot bring about")
    func ends() throws {
        for word in ["coredump-restart", "rename-restart"] {
            let error = #expect(throws: ProvisionError.self) { try Self.request(Self.plain + "\non_crash = '\(word)'") }
            #expect(error?.message.contains("on_crash = '\(word)'") == true)
        }
    }

    @Test("runs no script for a vif whose script is 'direct'")
    func direct() throws {
        #expect(try Self.request(Self.plain + "\nvif = ['script=direct']").vifs.first?.script == nil)
    }
}

@Suite("A vif's rate")
struct VifRateTests {
    @Test(
        "is bytes in an interval, as libxlu_vif.c has it",
        arguments: [("10MB/s", "500000,50000"), ("512Kb/s@20ms", "1280,20000"), ("1GB/s@1s", "1000000000,1000000")])
    func values(text: String, stored: String) throws { #expect(try VifRate(parsing: text).storeText == stored) }

    @Test(
        "is refused otherwise",
        arguments: ["", "10", "10MB", "0B/s", "10TB/s", "1KB/s@", "1KB/s@0ms", "1KB/s@1h", "-1B/s"])
    func refused(text: String) { #expect(throws: ProvisionError.self) { try VifRate(parsing: text) } }
}

@Suite("What becomes of a domain that has shut down")
struct EndPolicyTests {
    @Test("is what its configuration says, with xl's defaults")
    func outcomes() throws {
        let policy = try EndPolicy(XLConfig(parsing: "on_crash = 'restart'\non_poweroff = 'preserve'\n", file: "x"))
        #expect(policy.action(for: .poweroff) == .leave)
        #expect(policy.action(for: .reboot) == .restart)
        #expect(policy.action(for: .crash) == .restart)
        #expect(policy.action(for: .watchdog) == .remove)
        #expect(policy.action(for: .softReset) == .restart)
        #expect(policy.action(for: .suspend) == nil)
    }

    @Test("takes both spellings, and no other word")
    func words() throws {
        let policy = try EndPolicy(XLConfig(parsing: "on_crash = 'rename_restart'\n", file: "x"))
        #expect(policy.action(for: .crash) == .leave)
        #expect(throws: ProvisionError.self) { try EndPolicy(XLConfig(parsing: "on_crash = 'explode'\n", file: "x")) }
    }
}
