import Model
import Provision

extension FactsQuery {
    /// Everything that a set of settings makes us look at.
    package init(values: SettingValues, paths hostPaths: HostPaths, workingDirectory: String) {
        func absolute(_ path: String) -> String { HostPath.absolute(path, from: workingDirectory) }
        func path(_ setting: Setting) -> String? { values.text(setting).map(absolute) }

        for setting in [
            Settings.dir, Settings.installSource, Settings.keyring, Settings.kernel, Settings.initrd, Settings.output,
            Settings.writePassword,
        ] {
            if let path = path(setting) { paths.insert(path) }
        }
        if let directory = path(Settings.dir) {
            spaces.insert(directory)
            if let name = values.text(Settings.hostname) {
                paths.insert("\(directory)/domains/\(name)")
                let output = path(Settings.output) ?? hostPaths.xen
                paths.insert("\(output)/\(name)\(values.text(Settings.extension) ?? "")")
            }
        }
        if let name = values.text(Settings.hostname) { paths.insert(hostPaths.manifest(of: name)) }
        addBlockStorage(values, hostPaths, path)
        for value in values[list: Settings.repository] {
            if let key = value.text.split(separator: "|").dropFirst().first {
                paths.insert(absolute(String(key).trimmed))
            }
        }
        for value in values[list: Settings.role] {
            for name in value.text.split(separator: ",").map({ String($0).trimmed }) {
                let directory = path(Settings.roleDirectory) ?? hostPaths.xenTools + "/role.d"
                paths.insert(name.contains("/") ? absolute(name) : "\(directory)/\(name)")
            }
        }
        if let zone = values.text(Settings.timezone) {
            paths.formUnion([HostPath.zones, HostPath.absolute(zone, from: HostPath.zones)])
        }
        paths.formUnion(ArchiveKeyringPaths.all)
        if values.isOn(Settings.autostart), let name = values.text(Settings.hostname) {
            paths.insert("\(hostPaths.autostart)/\(name)\(values.text(Settings.extension) ?? "")")
        }
        asksHypervisor = values.isOn(Settings.startNow) && values.text(Settings.toolstack) == "own"
        addTexts(values, hostPaths, absolute)
    }

    private mutating func addBlockStorage(
        _ values: SettingValues, _ hostPaths: HostPaths, _ path: (Setting) -> String?
    ) {
        if let group = values.text(Settings.lvm) {
            volumeGroups.insert(group)
            if values.text(Settings.installMethod) == "snapshot", let origin = values.text(Settings.installSource) {
                devices.insert("/dev/\(group)/\(origin.split(separator: "/").last ?? "")")
            }
        }
        devices.formUnion([Settings.imageDevice, Settings.swapDevice].compactMap(path))
        guard values.text(Settings.lvm) != nil || values.text(Settings.imageDevice) != nil else { return }
        spaces.insert(hostPaths.state)
        if let name = values.text(Settings.hostname) {
            paths.insert("\(hostPaths.state)/domains/\(name)")
            let output = path(Settings.output) ?? hostPaths.xen
            paths.insert("\(output)/\(name)\(values.text(Settings.extension) ?? "")")
        }
    }

    private mutating func addTexts(_ values: SettingValues, _ hostPaths: HostPaths, _ absolute: (String) -> String) {
        if let file = values.text(Settings.partitions) {
            texts.insert(absolute(file))
            if !file.contains("/") { texts.insert("\(hostPaths.partitions)/\(file)") }
        }
        for value in values[list: Settings.sshKey] where !value.text.contains(" ") {
            texts.insert(absolute(value.text))
        }
        for value in values[list: Settings.user] {
            if let file = value.text.split(separator: ":", maxSplits: 1).dropFirst().first {
                texts.insert(absolute(String(file)))
            }
        }
        texts.insert(hostPaths.tableOfNames)
        privateKeys = Set(values[list: Settings.hostKey].map { absolute($0.text) })
    }
}

/// Where keyrings of the archives are installed.
enum ArchiveKeyringPaths {
    static var all: [String] {
        [
            "debian-archive-keyring", "debian-archive-removed-keys", "ubuntu-archive-keyring",
            "ubuntu-archive-removed-keys",
        ]
        .map { "/usr/share/keyrings/\($0).gpg" }
    }
}

extension FactsQuery {
    /// Asks for everything that another one asks for, too.
    package mutating func formUnion(_ other: FactsQuery) {
        paths.formUnion(other.paths)
        texts.formUnion(other.texts)
        privateKeys.formUnion(other.privateKeys)
        spaces.formUnion(other.spaces)
        volumeGroups.formUnion(other.volumeGroups)
        devices.formUnion(other.devices)
    }

    /// What a check-up looks at.
    ///
    /// - Parameter directory: for image files; nil where none is named or configured.
    package static func doctor(directory: String?, paths hostPaths: HostPaths) -> FactsQuery {
        var query = FactsQuery()
        query.paths = Set(ArchiveKeyringPaths.all)
        if let directory {
            query.spaces = [directory]
        } else {
            // They are made by the first run: until then the space is that of what they will be in.
            query.spaces = Set([hostPaths.state, hostPaths.cache].flatMap(HostPath.lineage))
        }
        return query
    }
}
