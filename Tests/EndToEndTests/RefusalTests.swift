import Glibc
import Testing

/// What the user gets wrong changes nothing, and is answered with one sentence and an exit status.
@Suite(.serialized)
struct RefusalTests {
    /// One wrong command line.
    struct Case: CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let words: String
        /// Options of the usual command line that are left out, by their beginning.
        var without: [String] = []
        var name = "new"

        var testDescription: String { (arguments + without.map { "without \($0)" } + [name]).joined(separator: " ") }
    }

    private static let guest = [
        Case(arguments: [], status: 64, words: "is not a host name", name: ".."),
        Case(arguments: [], status: 64, words: "is not a host name", name: "a/b"),
        Case(arguments: [], status: 64, words: "is not a host name", name: "../../etc/passwd"),
        Case(arguments: [], status: 64, words: "longer than", name: String(repeating: "a", count: 64)),
        Case(arguments: [], status: 64, words: "is not a host name", name: "under_score"),
        Case(arguments: [], status: 64, words: "hyphen", name: "-x-"),
        Case(arguments: [], status: 64, words: "is not a host name", name: "a..b"),
        Case(arguments: [], status: 64, words: "dom0", name: "Domain-0"),
        Case(arguments: [], status: 64, words: "is not a host name", name: "new\u{1B}[2J"),
        Case(arguments: [], status: 73, words: "exists already", name: "old"),
        Case(arguments: ["--memory=0"], status: 64, words: "--memory"),
        Case(arguments: ["--memory=-1M"], status: 64, words: "--memory"),
        Case(arguments: ["--memory=512M", "--maxmem=256M"], status: 64, words: "--maxmem"),
        Case(arguments: ["--vcpus=0"], status: 64, words: "--vcpus"),
        Case(arguments: ["--vcpus=many"], status: 64, words: "--vcpus"),
        Case(arguments: ["--cpus=;"], status: 64, words: "--cpus"),
        Case(arguments: ["--cpu-weight=70000"], status: 64, words: "--cpu-weight"),
        Case(arguments: ["--type=lxc"], status: 64, words: "--type"),
        Case(arguments: ["--boot-by=magic"], status: 64, words: "--boot-by"),
        Case(arguments: ["--boot-by=dom0-kernel"], status: 64, words: "--kernel"),
        Case(arguments: ["--kernel=/nonexistent/vmlinuz"], status: 64, words: "/nonexistent/vmlinuz"),
        Case(arguments: ["--set=novalue"], status: 64, words: "--set"),
        Case(arguments: ["--set==1"], status: 64, words: "--set"),
        Case(arguments: ["--set=key=[1"], status: 64, words: "--set"),
        Case(arguments: ["--output=/nonexistent"], status: 64, words: "--output"),
        Case(arguments: ["--extension=/../x"], status: 64, words: "--extension"),
        Case(arguments: ["--config=nonexistent.conf"], status: 64, words: "--config"),
    ]

    private static let storage = [
        Case(arguments: [], status: 64, words: "--dir", without: ["--dir"]),
        Case(arguments: ["--dir=/nonexistent/there"], status: 64, words: "/nonexistent/there"),
        Case(arguments: ["--dir=/etc/passwd"], status: 64, words: "/etc/passwd"),
        Case(arguments: ["--size=64"], status: 64, words: "the unit is missing"),
        Case(arguments: ["--size=0M"], status: 64, words: "too small"),
        Case(arguments: ["--size=9M"], status: 64, words: "too small"),
        Case(arguments: ["--size=-1G"], status: 64, words: "not a size"),
        Case(arguments: ["--size=1Z"], status: 64, words: "no unit"),
        Case(arguments: ["--size=99999999999T"], status: 64, words: "too large"),
        Case(arguments: ["--size=nanG"], status: 64, words: "not a size"),
        Case(arguments: ["--swap=0"], status: 64, words: "--swap"),
        Case(arguments: ["--fs=ntfs"], status: 64, words: "--fs"),
        Case(arguments: ["--image=thin"], status: 64, words: "--image"),
        Case(arguments: ["--image=full", "--size=16T"], status: 1, words: "free"),
        Case(arguments: ["--layout=raid"], status: 64, words: "--layout"),
        Case(arguments: ["--disk=data"], status: 64, words: "--disk"),
        Case(arguments: ["--disk=::"], status: 64, words: "--disk"),
        Case(arguments: ["--disk=data:64M:/"], status: 64, words: "--disk"),
        Case(arguments: ["--disk=data:64M:/srv/../../x"], status: 64, words: ".."),
        Case(arguments: ["--disk=../x:64M:/srv"], status: 64, words: "--disk"),
        Case(arguments: ["--disk=data:64M:/srv:ntfs"], status: 64, words: "ntfs"),
        Case(arguments: ["--disk=disk:64M:/srv"], status: 64, words: "share"),
        Case(arguments: ["--disk-device=nvme0n1"], status: 64, words: "--disk-device"),
        Case(arguments: ["--partitions=/nonexistent/layout"], status: 64, words: "--partitions"),
    ]

    private static let network = [
        Case(arguments: [], status: 64, words: "no address", without: ["--ip", "--gateway"]),
        Case(arguments: ["--dhcp"], status: 64, words: "exclude each other"),
        Case(arguments: ["--ip=192.0.2.300"], status: 64, words: "--ip"),
        Case(arguments: ["--ip=192.0.2.11/33"], status: 64, words: "--ip"),
        Case(arguments: ["--ip=::1/128"], status: 64, words: "::1"),
        Case(arguments: ["--ip=192.0.2.10/24"], status: 64, words: "twice"),
        Case(arguments: ["--ip=192.0.2.0/24"], status: 64, words: "network"),
        Case(arguments: ["--gateway=198.51.100.1"], status: 64, words: "outside", without: ["--gateway"]),
        Case(arguments: ["--gateway=192.0.2.10"], status: 64, words: "own address", without: ["--gateway"]),
        Case(arguments: ["--gateway=192.0.2.2"], status: 64, words: "more than one"),
        Case(arguments: ["--ip=192.0.2.77"], status: 73, words: "belongs to guest old", without: ["--ip"]),
        Case(arguments: ["--netmask=255.0.255.0", "--ip=192.0.2.12"], status: 64, words: "255.0.255.0"),
        Case(arguments: ["--mac=00:16:3e:00:00"], status: 64, words: "--mac"),
        Case(arguments: ["--mac=01:16:3e:00:00:01"], status: 64, words: "--mac"),
        Case(arguments: ["--mtu=10"], status: 64, words: "--mtu"),
        Case(arguments: ["--vlan=4095"], status: 64, words: "--vlan"),
        Case(arguments: ["--nameserver=resolver"], status: 64, words: "--nameserver"),
        Case(arguments: ["--vif=="], status: 64, words: "--vif"),
        Case(arguments: ["--vif=bridge=x y"], status: 64, words: "--vif"),
        Case(arguments: ["--vif=colour=red"], status: 64, words: "colour"),
        Case(arguments: ["--vif=bridge=xenbr0,ip=banana"], status: 64, words: "banana"),
        Case(arguments: ["--vif=bridge=xenbr0,vlan=0"], status: 64, words: "vlan"),
        Case(arguments: ["--renderer=magic"], status: 64, words: "--renderer"),
    ]

    private static let rest = [
        Case(arguments: ["--no-such-option"], status: 64, words: "no-such-option"),
        Case(arguments: ["--memory"], status: 64, words: "--memory"),
        Case(arguments: ["stray"], status: 64, words: "stray"),
        Case(arguments: ["--install-method=cpio"], status: 64, words: "--install-method"),
        Case(arguments: ["--install-method=mmdebstrap", "--dist=nosuch"], status: 64, words: "nosuch"),
        Case(arguments: ["--install-source=/nonexistent.tar"], status: 64, words: "/nonexistent.tar"),
        Case(arguments: [], status: 64, words: "--install-source", without: ["--install-source"]),
        Case(arguments: ["--install-sha256=abc"], status: 64, words: "--install-sha256"),
        Case(
            arguments: ["--install-sha256=" + String(repeating: "0", count: 64)], status: 65, words: "000000000000"),
        Case(arguments: ["--role=nosuch"], status: 64, words: "nosuch"),
        Case(arguments: ["--role=/etc/passwd"], status: 64, words: "role"),
        Case(arguments: ["--user=Root"], status: 64, words: "--user"),
        Case(arguments: ["--user=a b"], status: 64, words: "--user"),
        Case(arguments: ["--user=joe", "--user=joe"], status: 64, words: "twice"),
        Case(arguments: ["--ssh-key=/nonexistent.pub"], status: 64, words: "--ssh-key"),
        Case(arguments: ["--ssh-key=KEY"], status: 65, words: "private key"),
        Case(arguments: ["--ssh-key=/etc/hostname"], status: 65, words: "--ssh-key"),
        Case(arguments: ["--host-key=/etc/hostname"], status: 65, words: "--host-key"),
        Case(arguments: ["--host-key=/nonexistent"], status: 64, words: "--host-key"),
        Case(arguments: ["--password=a", "--password-file=KEY"], status: 64, words: "exclude each other"),
        Case(arguments: ["--password-file=/nonexistent"], status: 64, words: "--password-file"),
        Case(arguments: ["--genpass-len=3"], status: 64, words: "--genpass-len"),
        Case(arguments: ["--hash-method=md5"], status: 64, words: "--hash-method"),
        Case(arguments: ["--write-password=/etc/passwd"], status: 73, words: "/etc/passwd"),
        Case(arguments: ["--locale=a/b"], status: 64, words: "--locale"),
        Case(arguments: ["--timezone=../../../etc/shadow"], status: 64, words: "--timezone"),
    ]

    @Test("every wrong argument is refused, and changes nothing")
    func refused() throws {
        let host = try TestHost()
        let other = host.options.map { $0 == "--ip=192.0.2.10/24" ? "--ip=192.0.2.77/24" : $0 }
        #expect(try host.start("xen-create-image", ["--hostname=old"] + other).wait().status == 0)
        // Roles may be named by a path; the private key is a file with the marks of one.
        try write(host.path + "/key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END-----\n", mode: 0o600)
        let before = try HostSnapshot(of: host)
        let cases = Self.guest + Self.storage + Self.network + Self.rest
        // Two at a time: most of the time of a refusal is the start of an unoptimised program.
        for first in stride(from: 0, to: cases.count, by: 2) {
            let pair = cases[first..<min(first + 2, cases.count)]
            let runs = try pair.map { try Self.start($0, host) }
            for (refusal, run) in zip(pair, runs) {
                let ending = run.wait()
                #expect(ending.status == refusal.status, "\(refusal.testDescription): \(ending.said)")
                Self.expectSentence(ending, refusal)
            }
        }
        host.expectSilence()
        try host.expect(unchangedSince: before)
    }

    private static func start(_ refusal: Case, _ host: TestHost) throws -> Child {
        let usual = host.options.filter { option in !refusal.without.contains { option.hasPrefix($0 + "=") } }
        let wrong = refusal.arguments.map { $0.hasSuffix("=KEY") ? $0.dropLast(3) + host.path + "/key" : $0 }
        return try host.start("xen-create-image", ["--hostname=\(refusal.name)"] + usual + wrong)
    }

    @Test("an empty name, no name, and a bad subcommand are refused")
    func noName() throws {
        let host = try TestHost()
        let before = try HostSnapshot(of: host)
        for arguments in [["--hostname="], [], ["--hostname"]] {
            #expect(try host.start("xen-create-image", arguments + host.options).wait().status == 64, "\(arguments)")
        }
        #expect(try host.run("xen-provision", "nonsense").status == 64)
        #expect(try host.run("xen-delete-image").status == 64)
        try host.expect(unchangedSince: before)
    }

    @Test("a layout file with a mistake is refused with its line")
    func layout() throws {
        let host = try TestHost()
        try write(host.path + "/layout", "[root]\nsize = 64M\nmountpoint = /\nfrobnicate = 1\n")
        let before = try HostSnapshot(of: host)
        let ending = try host.create("new", "--partitions=\(host.path)/layout")
        #expect(ending.status == 65, "\(ending.said)")
        #expect(ending.errors.contains("layout:1: [root] has the unknown key 'frobnicate'"), "\(ending.said)")
        try host.expect(unchangedSince: before)
    }

    /// The first line says it in one sentence, and nothing that a terminal would obey comes out.
    private static func expectSentence(_ ending: Child.Ending, _ refusal: Case) {
        let starts = ["xen-create-image: ", "Error: "]
        let problems = ending.errors.split(separator: "\n").filter { line in starts.contains { line.hasPrefix($0) } }
        #expect(problems.count == 1, "\(refusal.testDescription): \(ending.said)")
        #expect(ending.errors.contains(refusal.words), "\(refusal.testDescription): \(ending.said)")
        #expect(!ending.errors.contains("\u{1B}"), "\(refusal.testDescription)")
        #expect(!ending.errors.contains("Fatal error"), "\(refusal.testDescription): \(ending.said)")
        #expect(ending.output.isEmpty, "\(refusal.testDescription): \(ending.said)")
    }
}
