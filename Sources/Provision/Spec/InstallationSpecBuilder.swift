import Distros
import Model

/// Reads how the root is made.
struct InstallationSpecBuilder {
    let request: SpecRequest
    let name: GuestName

    func build() throws(ProvisionError) -> InstallationSpec {
        let architecture = request.values.text(Settings.arch) ?? request.facts.architecture
        guard architecture.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else {
            throw ProvisionError(
                .usage,
                "\(request.values.source(of: Settings.arch)): '\(architecture.printable)' is not an architecture",
                hint: "use amd64")
        }
        let method = try method(architecture)
        return InstallationSpec(
            method: method, distribution: method.archive?.suite ?? request.values.text(Settings.dist) ?? "unknown",
            architecture: architecture, roles: try RoleSpecBuilder(request: request, name: name).build())
    }

    private func method(_ architecture: String) throws(ProvisionError) -> InstallationSpec.Method {
        switch try request.choice(Settings.installMethod) {
        case "tar": return .tar(path: try source(.file), sha256: try digest())
        case "copy": return .copy(path: try source(.directory))
        case "snapshot": return .snapshot(try SnapshotChoice(request: request).snapshot())
        case "mmdebstrap": return .mmdebstrap(try archive(tool: "mmdebstrap", architecture))
        case "debootstrap": return .debootstrap(try archive(tool: "debootstrap", architecture))
        default:
            return request.facts.tools["mmdebstrap"] != nil
                ? .mmdebstrap(try archive(tool: "mmdebstrap", architecture))
                : .debootstrap(try archive(tool: "debootstrap", architecture))
        }
    }

    private func source(_ kind: FileKind) throws(ProvisionError) -> String {
        guard let path = request.values.text(Settings.installSource).map(request.absolute) else {
            throw ProvisionError(.usage, "this install method needs a source", hint: "name it with --install-source")
        }
        guard request.facts.paths[path]?.kind == kind else {
            throw ProvisionError(
                .usage,
                "\(request.values.source(of: Settings.installSource)): there is no \(kind.rawValue) \(path.printable)")
        }
        return path
    }

    private func digest() throws(ProvisionError) -> String? {
        guard let text = request.values.text(Settings.installSHA256)?.lowercased() else { return nil }
        guard text.utf8.count == 64, text.allSatisfy(\.isHexDigit) else {
            throw ProvisionError(
                .usage,
                "\(request.values.source(of: Settings.installSHA256)): '\(text.printable)' is not a SHA-256 digest",
                hint: "it has 64 hexadecimal digits, as sha256sum prints them")
        }
        return text
    }

    private func archive(tool: String, _ architecture: String) throws(ProvisionError) -> ArchiveSpec {
        guard request.facts.tools[tool] != nil else {
            throw ProvisionError(
                .unavailable, "\(tool) is not installed",
                hint: "apt-get install mmdebstrap, or give --install-method=tar with an archive")
        }
        let release = try release()
        let family = ArchiveSpec.Family(rawValue: release.family.rawValue) ?? .debian
        let sources = SourceChoice(request: request, family: family)
        var archive = ArchiveSpec(
            family: family, suite: release.codename, mirror: try sources.mirror(),
            securityMirror: try sources.securityMirror(), guestMirror: try sources.url(Settings.guestMirror),
            mirrorOrigin: sources.origin, components: try components(family), keyrings: try keyrings(release),
            proxy: try sources.url(Settings.aptProxy), packages: try packages(release, architecture),
            variant: try request.choice(Settings.variant),
            allowExpired: request.values.isOn(Settings.allowExpiredRelease), repositories: try repositories())
        // The guest's own apt must be able to prove who it talks to.
        if archive.needsCertificates { archive.addPackage("ca-certificates") }
        return archive
    }

    private func release() throws(ProvisionError) -> DistroRelease {
        let text = request.values.text(Settings.dist) ?? "stable"
        guard let found = try request.facts.releases().release(named: text, on: request.facts.today) else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.dist)): '\(text.printable)' is no Debian or Ubuntu suite",
                hint:
                    "try bookworm or trixie; for other systems use --install-method=tar; new suites come with distro-info-data"
            )
        }
        return found
    }

    private func components(_ family: ArchiveSpec.Family) throws(ProvisionError) -> [String] {
        let given = request.values.text(Settings.components)?.split { $0 == "," || $0 == " " }.map(String.init)
        let components = given ?? (family == .ubuntu ? ["main", "universe"] : ["main"])
        guard !components.isEmpty, components.allSatisfy(DebianName.isComponent) else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.components)): that is not a list of components",
                hint: "use main,contrib")
        }
        return components
    }

    private func keyrings(_ release: DistroRelease) throws(ProvisionError) -> [String] {
        if let given = request.values.text(Settings.keyring).map(request.absolute) {
            guard request.facts.paths[given]?.kind == .file else {
                throw ProvisionError(
                    .usage, "\(request.values.source(of: Settings.keyring)): there is no file \(given.printable)")
            }
            return [given]
        }
        let candidates = release.keyrings(on: request.facts.today).map { "/usr/share/keyrings/\($0)" }
        let found = candidates.filter { request.facts.paths[$0]?.kind == .file }
        guard !found.isEmpty else {
            throw ProvisionError(
                .unavailable, "no keyring of \(release.family.rawValue)'s archive is installed",
                hint: "apt-get install \(release.family.rawValue)-archive-keyring, or name one with --keyring")
        }
        return found
    }

    private func packages(_ release: DistroRelease, _ architecture: String) throws(ProvisionError) -> [String] {
        let given = request.values[list: Settings.package].flatMap { value in
            value.text.split { $0 == "," || $0 == " " }.map(String.init)
        }
        if let wrong = given.first(where: { !DebianName.isPackage($0) }) {
            throw ProvisionError(
                .usage,
                "\(request.values.source(of: Settings.package)): '\(wrong.printable)' is not a package's name",
                hint: "use names as apt lists them, with commas between them")
        }
        let own = try PackageChoice(request: request, release: release, architecture: architecture).packages()
        return own + given.filter { !own.contains($0) }
    }

    private func repositories() throws(ProvisionError) -> [RepositorySpec] {
        try request.values[list: Settings.repository].map { (value) throws(ProvisionError) in
            try value.text.refusePassword(from: request.values.source(of: Settings.repository))
            let parts = value.text.split(separator: "|", maxSplits: 1).map { String($0).trimmed }
            let words = parts.first?.split(separator: " ").map(String.init) ?? []
            guard words.count >= 3, words[0] == "deb", words[1].contains(":"), !words[1].hasPrefix("[") else {
                throw ProvisionError(
                    .usage,
                    "\(request.values.source(of: Settings.repository)): '\(value.text.printable)' is not a line of sources.list without options",
                    hint: "write 'deb URL SUITE COMPONENT|/path/to/key.gpg'")
            }
            let key = parts.count == 2 ? request.absolute(parts[1]) : nil
            if let key, request.facts.paths[key]?.kind != .file {
                throw ProvisionError(
                    .usage,
                    "\(request.values.source(of: Settings.repository)): there is no key file \(key.printable)")
            }
            return RepositorySpec(
                name: Self.fileName(words[1]), uri: words[1], suites: [words[2]], components: Array(words.dropFirst(3)),
                keyFile: key)
        }
    }

    /// A name for the archive's files in the guest, from its address: `mirror-example-org-debian`.
    private static func fileName(_ uri: String) -> String {
        let rest = uri.split(separator: ":", maxSplits: 1).last ?? ""
        let words = rest.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.isEmpty ? "further" : words.joined(separator: "-")
    }
}
