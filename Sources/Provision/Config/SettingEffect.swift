import Model

/// What it takes to give a guest that is there another value of a setting.
package enum SettingEffect: String, Codable, Sendable {
    /// Keys of its configuration; they count from its next start on.
    case reconfigure
    /// Its disks are made anew, and what is on them is lost.
    case rebuild
    /// Nothing: it only says how a guest is made.
    case none
}

extension Setting {
    package var effect: SettingEffect {
        if Settings.reconfigurable.contains(self) { return .reconfigure }
        return Settings.ofTheMaking.contains(self) ? .none : .rebuild
    }
}

extension Settings {
    /// Rows that are keys of the domain configuration alone.
    package static let reconfigurable: Set<Setting> = [memory, maxmem, vcpus, cpus, cpuWeight]

    /// Rows that leave no trace in a guest by which it could be told from another, or none that one would rebuild for:
    /// a mirror moves, and a password is changed inside.
    static let ofTheMaking: Set<Setting> = Set(
        [
            mirror, securityMirror, baseCache, baseCacheDays, baseCacheSize, sourceDateEpoch, passwordHashFile, hostKey,
            keyring, aptProxy, allowExpiredRelease, installSHA256, password, passwordFile,
            writePassword, genpass, genpassLength, hashMethod, wipe, force, roleDirectory, hosts, copyHosts,
        ] + run)

    /// Rows whose texts are lists with commas.
    private static let withCommas: Set<Setting> = [package, role, components]

    /// A value in the one form that all its spellings have: `4096M` is `4G`, `on` is `yes`, `a,b` is two.
    package static func canonical(_ texts: [String], of setting: Setting) -> [String] {
        if withCommas.contains(setting) { return texts.flatMap { $0.split(separator: ",").map { String($0).trimmed } } }
        return texts.map { text in
            if setting.kind == .flag {
                return ["", "0", "no", "off", "false"].contains(text.lowercased()) ? "no" : "yes"
            }
            guard setting.placeholder == "size", let size = try? ByteSize(parsing: text) else { return text }
            return size.description
        }
    }
}

extension SettingValues {
    /// What a record keeps: every value that somebody gave and that says something about the guest, in its one form.
    package var recorded: [String: [String]] {
        given.reduce(into: [:]) { result, item in
            guard let setting = Settings.named(item.key), setting.group != .run, setting != Settings.hostname,
                !Settings.secret.contains(setting)
            else { return }
            result[setting.name] = Settings.canonical(item.value.map(\.text), of: setting)
        }
    }
}
