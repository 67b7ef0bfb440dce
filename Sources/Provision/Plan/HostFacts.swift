import Distros
import Model

/// What was found on this host, gathered without changing anything. A plan follows from a spec and these alone, so a
/// JSON file of them reproduces it.
package struct HostFacts: Hashable, Codable, Sendable {
    /// Debian's name of the host's architecture: `amd64`.
    package var architecture = "amd64"
    /// Whether we act with root's rights over this host.
    package var isRoot = true
    /// Seconds since 1970.
    package var now: Int64 = 0
    /// Programs found, by name, with their paths.
    package var tools: [String: String] = [:]
    /// Version of mke2fs: `1.47.0`.
    package var mke2fsVersion = "1.46"
    /// Bridges of the host's network.
    package var bridges: [String] = []
    /// `vif.default.bridge` of xl.conf.
    package var defaultBridge: String?
    /// The host's resolver.
    package var nameservers: [String] = []
    package var searchDomains: [String] = []
    /// The host's time zone: `Europe/Berlin`.
    package var timezone: String?
    /// The host's own archive entries, for the family that it runs.
    package var archives: [HostArchive] = []
    /// Paths that were asked about and are there.
    package var paths: [String: PathFact] = [:]
    /// Free bytes below paths that were asked about.
    package var freeSpace: [String: ByteSize] = [:]
    /// Every guest that was made on this host.
    package var guests: [GuestRecord] = []
    /// Every guest that has a configuration and no record.
    package var foreignGuests: [ForeignGuest] = []
    /// Configurations of such guests that cannot be read, and why.
    package var unreadableConfigurations: [String] = []
    /// Release of the running kernel.
    package var kernelRelease = ""
    /// Names of running domains; nil where this is no dom0.
    package var runningDomains: [String]?
    /// What the control layer says; only asked for where a guest is to be started.
    package var hypervisor: HypervisorFacts?
    /// distro-info-data's tables, by family.
    package var releaseTables: [String: String] = [:]
    /// Texts of files that were asked about, by path: layouts, public keys, hosts.
    package var texts: [String: String] = [:]
    /// Files that were asked about and are there, by path: whether they hold a private key. Their texts are no facts.
    package var privateKeys: [String: Bool] = [:]
    /// Volume groups that were asked about and are there.
    package var volumeGroups: [String: VolumeGroup] = [:]
    /// Block devices that were asked about and are there.
    package var devices: [String: BlockDeviceFacts] = [:]

    package init() {}
}

extension HostFacts {
    /// What a file leaves out has its default, so that files recorded by an older program stay readable.
    package init(from decoder: any Decoder) throws {
        self.init()
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
            value = try fields.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        try read(.architecture, &architecture)
        try read(.isRoot, &isRoot)
        try read(.now, &now)
        try read(.tools, &tools)
        try read(.mke2fsVersion, &mke2fsVersion)
        try read(.bridges, &bridges)
        defaultBridge = try fields.decodeIfPresent(String.self, forKey: .defaultBridge)
        try read(.nameservers, &nameservers)
        try read(.searchDomains, &searchDomains)
        timezone = try fields.decodeIfPresent(String.self, forKey: .timezone)
        try read(.archives, &archives)
        try read(.paths, &paths)
        try read(.freeSpace, &freeSpace)
        try read(.guests, &guests)
        try read(.foreignGuests, &foreignGuests)
        try read(.unreadableConfigurations, &unreadableConfigurations)
        try read(.kernelRelease, &kernelRelease)
        runningDomains = try fields.decodeIfPresent([String].self, forKey: .runningDomains)
        hypervisor = try fields.decodeIfPresent(HypervisorFacts.self, forKey: .hypervisor)
        try read(.releaseTables, &releaseTables)
        try read(.texts, &texts)
        try read(.privateKeys, &privateKeys)
        try read(.volumeGroups, &volumeGroups)
        try read(.devices, &devices)
    }

    /// - Throws: `.unavailable` where distro-info-data is not installed, `.badInput` where its tables are broken.
    package func releases() throws(ProvisionError) -> DistroReleases {
        guard let debian = releaseTables["debian"], let ubuntu = releaseTables["ubuntu"] else {
            throw ProvisionError(
                .unavailable, "the table of releases is not installed", hint: "apt-get install distro-info-data")
        }
        return try DistroReleases(debian: debian, ubuntu: ubuntu)
    }

    /// Leaves out guests that will be gone by then, and their lines of the table of names.
    package mutating func forget(_ gone: [GuestRecord], tableOfNames: String) {
        let names = Set(gone.map(\.name))
        guests.removeAll { names.contains($0.name) }
        guard let text = texts[tableOfNames] else { return }
        let lines = Set(gone.flatMap(\.hostsLines))
        texts[tableOfNames] = text.lines.filter { !lines.contains($0) }.joined(separator: "\n")
    }

    package var today: CalendarDate { CalendarDate(daysSinceEpoch: Int(now / 86_400)) }

    /// The release of an archive that was chosen from these facts.
    package func release(of archive: ArchiveSpec) throws(ProvisionError) -> DistroRelease {
        guard let release = try releases().release(named: archive.suite, on: today) else {
            throw ProvisionError(.usage, "'\(archive.suite)' is no suite that distro-info-data knows")
        }
        return release
    }
}

/// A path that is there.
package struct PathFact: Hashable, Codable, Sendable {
    package var kind: FileKind
    /// Bytes of a file.
    package var size: UInt64
    package var isExecutable: Bool

    package init(kind: FileKind, size: UInt64, isExecutable: Bool) {
        self.kind = kind
        self.size = size
        self.isExecutable = isExecutable
    }
}

/// A Debian-style archive that the host itself uses.
package struct HostArchive: Hashable, Codable, Sendable {
    package var family: ArchiveSpec.Family
    package var mirror: String
    package var securityMirror: String?

    package init(family: ArchiveSpec.Family, mirror: String, securityMirror: String?) {
        self.family = family
        self.mirror = mirror
        self.securityMirror = securityMirror
    }
}
