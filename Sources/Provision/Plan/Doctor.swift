import Model

/// Judges whether a host is ready, from facts alone.
package struct Doctor {
    package enum Level: String, Encodable, Sendable {
        case fine = "ok"
        /// Works without it, but not everything does.
        case advice = "advice"
        /// Creating a guest will fail.
        case missing = "missing"
    }

    package struct Finding: Encodable, Sendable {
        package let level: Level
        package let subject: String
        package let text: String
        package let fix: String?

        package var line: String {
            let tag = "[\(level.rawValue)]"
            let padding = String(repeating: " ", count: max(1, 10 - tag.count))
            return "\(tag)\(padding)\(subject): \(text)" + (fix.map { "\n          \($0)" } ?? "")
        }
    }

    private let facts: HostFacts
    private let directory: String?
    private let journals: [FoundJournal]
    private let paths: HostPaths?

    /// - Parameters:
    ///   - directory: for image files; nil where none is named or configured.
    ///   - paths: whose file systems are looked at instead.
    package init(facts: HostFacts, directory: String?, journals: [FoundJournal], paths: HostPaths? = nil) {
        self.paths = paths
        self.facts = facts
        self.directory = directory
        self.journals = journals
    }

    package var findings: [Finding] {
        [bootstrapper, keyring, releases, rights, xen, bridge] + tools + [volumes] + spaces
            + [deadRuns].compactMap(\.self)
    }

    private var bootstrapper: Finding {
        if facts.tools["mmdebstrap"] != nil { return fine("bootstrapper", "mmdebstrap") }
        if facts.tools["debootstrap"] != nil {
            return Finding(
                level: .advice, subject: "bootstrapper", text: "only debootstrap, which takes twice the time",
                fix: "apt-get install mmdebstrap")
        }
        return Finding(
            level: .missing, subject: "bootstrapper", text: "neither mmdebstrap nor debootstrap",
            fix: "apt-get install mmdebstrap")
    }

    private var keyring: Finding {
        let found = facts.paths.keys.filter { $0.hasSuffix("-archive-keyring.gpg") }.sorted()
        if found.isEmpty {
            return Finding(
                level: .missing, subject: "keyrings", text: "no archive's keys are installed",
                fix: "apt-get install debian-archive-keyring")
        }
        return fine("keyrings", found.joined(separator: ", "))
    }

    private var releases: Finding {
        facts.releaseTables["debian"] == nil
            ? Finding(
                level: .missing, subject: "releases", text: "the table of releases is not there",
                fix: "apt-get install distro-info-data")
            : fine("releases", "distro-info-data")
    }

    private var rights: Finding {
        if facts.isRoot { return fine("rights", "root") }
        let mappers = facts.tools["newuidmap"] != nil && facts.tools["newgidmap"] != nil
        return mappers
            ? fine("rights", "unprivileged, with newuidmap")
            : Finding(
                level: .missing, subject: "rights", text: "not root, and newuidmap is not installed",
                fix:
                    "run it as root, or apt-get install uidmap and give the user a range in /etc/subuid and /etc/subgid"
            )
    }

    private var xen: Finding {
        guard let running = facts.runningDomains else {
            return Finding(
                level: .advice, subject: "Xen", text: "this is no dom0: guests can be made, not started", fix: nil)
        }
        return fine("Xen", "dom0, \(running.count) domain(s) besides it")
    }

    private var bridge: Finding {
        if let name = facts.defaultBridge { return fine("bridge", "\(name), xl.conf's default") }
        if facts.bridges.count == 1, let name = facts.bridges.first { return fine("bridge", name) }
        return Finding(
            level: .advice, subject: "bridge",
            text: facts.bridges.isEmpty
                ? "there is none" : "there are several: \(facts.bridges.joined(separator: ", "))",
            fix: "name one with --bridge, or set vif.default.bridge in xl.conf")
    }

    private var tools: [Finding] {
        let needed = [("mke2fs", "e2fsprogs"), ("mkswap", "util-linux"), ("ssh-keygen", "openssh-client")]
        let useful = [("sfdisk", "fdisk"), ("mkfs.xfs", "xfsprogs"), ("mkfs.btrfs", "btrfs-progs")]
        return needed.map { tool($0.0, $0.1, .missing) } + useful.map { tool($0.0, $0.1, .advice) }
    }

    private func tool(_ name: String, _ package: String, _ level: Level) -> Finding {
        facts.tools[name].map { fine(name, $0) }
            ?? Finding(level: level, subject: name, text: "not installed", fix: "apt-get install \(package)")
    }

    private var volumes: Finding {
        facts.tools["lvm-control"].map { fine("lvm-control", $0) }
            ?? Finding(
                level: .advice, subject: "lvm-control", text: "not installed; only --lvm needs it",
                fix: "install it beside xen-provision; it is built where liblvm2-dev is")
    }

    private var spaces: [Finding] {
        if let directory { return [space(in: directory)] }
        guard let paths else { return [] }
        return [ownSpace("space", paths.state), ownSpace("cache", paths.cache)].compactMap(\.self)
    }

    /// The space for what is our own, which need not be there yet.
    private func ownSpace(_ subject: String, _ path: String) -> Finding? {
        guard let free = HostPath.lineage(of: path).compactMap({ facts.freeSpace[$0] }).first else { return nil }
        let text = "\(free.mebibytes)M free for \(path)"
        return free < Self.spaceOfGuest
            ? Finding(level: .advice, subject: subject, text: text, fix: "a root takes about 2G while it is made")
            : fine(subject, text)
    }

    private static let spaceOfGuest = ByteSize(gibibytes: 2)

    private func space(in directory: String) -> Finding {
        guard let free = facts.freeSpace[directory] else {
            return Finding(
                level: .missing, subject: "space", text: "there is no directory \(directory)", fix: "make it")
        }
        return free < Self.spaceOfGuest
            ? Finding(
                level: .missing, subject: "space", text: "\(free.mebibytes)M free in \(directory)",
                fix: "a guest needs about 2G while it is made")
            : fine("space", "\(free.mebibytes)M free in \(directory)")
    }

    private var deadRuns: Finding? {
        let dead = journals.filter { !$0.state.isAlive }.count
        return dead == 0
            ? nil
            : Finding(
                level: .advice, subject: "dead runs", text: "\(dead) to be cleared up", fix: "xen-provision recover")
    }

    private func fine(_ subject: String, _ text: String) -> Finding {
        Finding(level: .fine, subject: subject, text: text, fix: nil)
    }
}
