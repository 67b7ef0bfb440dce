import FoundationEssentials
import Glibc
import Model
import Provision

/// Which paths a set of settings speaks of; the gatherer looks at those and at nothing else.
package struct FactsQuery: Sendable {
    /// Asked for kind, size and whether they can be run.
    package var paths: Set<String> = []
    /// Read as text, where they are files of a sensible size.
    package var texts: Set<String> = []
    /// Asked whether they hold a private key; what they hold is not kept.
    package var privateKeys: Set<String> = []
    /// Asked for free space.
    package var spaces: Set<String> = []
    /// Ask the control layer, because a guest is to be started by it: without Xen that fails.
    package var asksHypervisor = false
    /// Volume groups asked about by their names.
    package var volumeGroups: Set<String> = []
    /// Block devices asked for size, content and use.
    package var devices: Set<String> = []

    package init() {}
}

/// Looks at the host without changing anything.
package struct FactsGatherer {
    private let paths: HostPaths
    private let hypervisor: any Hypervisor
    private let runner: any CommandRunner
    private let storage: StoragePorts
    private let files = LinuxFiles()

    package init(
        paths: HostPaths, hypervisor: any Hypervisor, runner: any CommandRunner, storage: StoragePorts = .none
    ) {
        self.paths = paths
        self.hypervisor = hypervisor
        self.runner = runner
        self.storage = storage
    }

    /// Every program that some step or check may need.
    private static let tools = [
        "mmdebstrap", "debootstrap", "mke2fs", "mkfs.xfs", "mkfs.btrfs", "mkswap", "sfdisk", "cp", "ssh-keygen",
        "newuidmap", "newgidmap", "gpgv", "zstd", "xl", "e2fsck", "tune2fs",
    ]

    package func gather(_ query: FactsQuery) throws(ProvisionError) -> HostFacts {
        var facts = HostFacts()
        facts.architecture = Architecture.current
        facts.kernelRelease = try files.read("/proc/sys/kernel/osrelease")?.trimmed ?? ""
        facts.isRoot = geteuid() == 0
        facts.now = Int64(time(nil))
        for tool in Self.tools { facts.tools[tool] = ToolLocator().find(tool) }
        facts.tools["lvm-control"] = HelperLocator().find("lvm-control")
        if facts.tools["mke2fs"] != nil { facts.mke2fsVersion = try mke2fsVersion() ?? facts.mke2fsVersion }
        facts.bridges = try bridges()
        facts.defaultBridge = try defaultBridge()
        (facts.nameservers, facts.searchDomains) = Resolver.parse(try files.read("/etc/resolv.conf") ?? "")
        facts.timezone = timezone()
        facts.archives = try HostArchives(files: files).find()
        facts.guests = try RecordStore(directory: paths.guests).all()
        let inventory = GuestInventory(files: files, directory: paths.xen, suffix: ".cfg")
        let foreign = ForeignGuests(inventory, besides: facts.guests)
        (facts.foreignGuests, facts.unreadableConfigurations) = (foreign.guests, foreign.problems)
        facts.runningDomains = try hypervisor.runningDomains()?.sorted()
        if query.asksHypervisor { facts.hypervisor = try hypervisor.facts() }
        for family in ["debian", "ubuntu"] {
            facts.releaseTables[family] = try files.read("/usr/share/distro-info/\(family).csv")
        }
        try answer(query, &facts)
        return facts
    }

    private func answer(_ query: FactsQuery, _ facts: inout HostFacts) throws(ProvisionError) {
        for path in query.paths { facts.paths[path] = Self.fact(path) }
        for path in query.texts where (Self.fact(path)?.size ?? .max) <= 1 << 20 {
            facts.texts[path] = try files.read(path)
        }
        for path in query.privateKeys where Self.fact(path) != nil {
            facts.privateKeys[path] = try holdsPrivateKey(path)
        }
        for path in query.spaces where Self.fact(path)?.kind == .directory {
            facts.freeSpace[path] = try files.freeSpace(at: path)
        }
        for name in query.volumeGroups { facts.volumeGroups[name] = try storage.volumes.group(LVMName(name)) }
        for path in query.devices { facts.devices[path] = try storage.devices.facts(path) }
    }

    private func holdsPrivateKey(_ path: String) throws(ProvisionError) -> Bool {
        guard let fact = Self.fact(path), fact.kind == .file, fact.size <= 1 << 20 else { return false }
        return PrivateKey.isOne(try files.read(path) ?? "")
    }

    private static func fact(_ path: String) -> PathFact? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return PathFact(
            kind: LinuxFiles.kind(facts.st_mode), size: UInt64(facts.st_size), isExecutable: access(path, X_OK) == 0)
    }

    /// mke2fs says `mke2fs 1.47.0 (5-Feb-2023)`, on standard error.
    private func mke2fsVersion() throws(ProvisionError) -> String? {
        var version: String?
        let command = ToolInvocation("mke2fs", ["-V"], purpose: "ask mke2fs for its version")
        _ = try runner.run(command, input: nil) { line in
            let words = line.split(separator: " ")
            if words.first == "mke2fs", words.count > 1 { version = String(words[1]) }
        }
        return version
    }

    private func bridges() throws(ProvisionError) -> [String] {
        try files.names(in: "/sys/class/net").filter { Self.fact("/sys/class/net/\($0)/bridge") != nil }
    }

    private func defaultBridge() throws(ProvisionError) -> String? {
        guard let text = try files.read(paths.xen + "/xl.conf") else { return nil }
        return try XLSystemConf(parsing: text, file: paths.xen + "/xl.conf").defaultBridge
    }

    /// The name behind the link /etc/localtime.
    private func timezone() -> String? {
        guard let target = realpath("/etc/localtime", nil) else { return nil }
        defer { free(target) }
        let path = String(cString: target)
        let prefix = "/usr/share/zoneinfo/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }
}

/// Debian's name of this machine's architecture.
enum Architecture {
    static var current: String {
        var facts = utsname()
        guard uname(&facts) == 0 else { return "amd64" }
        let machine = withUnsafePointer(to: &facts.machine) {
            $0.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
        }
        switch machine {
        case "x86_64": return "amd64"
        case "aarch64": return "arm64"
        case "i386", "i486", "i586", "i686": return "i386"
        default: return machine
        }
    }
}

/// resolv.conf(5).
enum Resolver {
    static func parse(_ text: String) -> (nameservers: [String], search: [String]) {
        var nameservers: [String] = []
        var search: [String] = []
        for line in text.split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
            if words.first == "nameserver", words.count > 1 { nameservers.append(words[1]) }
            if words.first == "search" || words.first == "domain" { search = Array(words.dropFirst()) }
        }
        return (nameservers, search)
    }
}

/// The archives in the host's own apt sources.
struct HostArchives {
    let files: LinuxFiles

    func find() throws(ProvisionError) -> [HostArchive] {
        var texts: [(name: String, text: String)] = []
        for path in try ["/etc/apt/sources.list"] + list() {
            if let text = try files.read(path) { texts.append((path, text)) }
        }
        let sources = try AptSources(files: texts)
        return [(ArchiveSpec.Family.debian, AptSources.Family.debian), (.ubuntu, .ubuntu)].compactMap { family, name in
            guard let mirror = sources.mirror(forFamily: name) else { return nil }
            return HostArchive(
                family: family, mirror: mirror, securityMirror: sources.securityMirror(forFamily: name))
        }
    }

    private func list() throws(ProvisionError) -> [String] {
        let directory = "/etc/apt/sources.list.d"
        return try files.names(in: directory).filter { $0.hasSuffix(".list") || $0.hasSuffix(".sources") }
            .map { "\(directory)/\($0)" }
    }
}
