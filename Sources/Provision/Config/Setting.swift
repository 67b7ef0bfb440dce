import Model

/// One row of the settings table: it makes the option, the configuration key, the default, the help text, the man
/// page and the completion.
package struct Setting: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// One value.
        case text
        /// Given any number of times; each adds a value.
        case list
        /// `--name` and `--no-name` (`--noname` too); `1`, `yes`, `0`, `no` in a file.
        case flag
        /// One of these words.
        case choice([String])
    }

    /// Headings of the help text, in their order.
    package enum Group: String, CaseIterable, Sendable {
        case guest = "Guest"
        case storage = "Storage"
        case network = "Network"
        case installation = "Installation"
        case access = "Access"
        case system = "System inside the guest"
        case boot = "Boot and domain configuration"
        case run = "This run"
    }

    /// Name of the option and of the key, with hyphens.
    package let name: String
    package let kind: Kind
    package let group: Group
    /// What stands for the value in the help text.
    package let placeholder: String
    package let help: String
    /// Value where nobody gives one; nil where there is none or it follows from the host.
    package let fallback: String?
    /// Further names, such as the ones xen-tools had.
    package let aliases: [String]

    package init(
        _ name: String, _ kind: Kind, _ group: Group, placeholder: String = "value", fallback: String? = nil,
        aliases: [String] = [], _ help: String
    ) {
        self.name = name
        self.kind = kind
        self.group = group
        self.placeholder = placeholder
        self.help = help
        self.fallback = fallback
        self.aliases = aliases
    }
}

/// Where a value comes from; said in the plan and in every refusal.
package enum SettingOrigin: Hashable, Sendable {
    case fallback
    case file(path: String, line: Int)
    /// A fleet file.
    case document(path: String, line: Int, column: Int)
    case commandLine
}

/// A value with its origin.
package struct SettingValue: Hashable, Sendable {
    package let text: String
    package let origin: SettingOrigin

    package init(_ text: String, _ origin: SettingOrigin) {
        self.text = text
        self.origin = origin
    }
}

/// The values of all settings, merged from their layers: defaults, then files in order, then the command line.
/// A later layer's value takes the place of an earlier one's, for lists too.
package struct SettingValues: Sendable {
    private var values: [String: [SettingValue]] = [:]

    package init() {}

    package mutating func set(_ setting: Setting, _ texts: [String], _ origin: SettingOrigin) {
        values[setting.name] = texts.map { SettingValue($0, origin) }
    }

    /// Takes values from another layer; each keeps its own origin.
    package mutating func set(_ setting: Setting, _ values: [SettingValue]) { self.values[setting.name] = values }

    /// The rows that somebody gave, by name.
    package var given: [String: [SettingValue]] { values }

    /// Forgets every value of the setting, such as when another layer chose a conflicting one.
    package mutating func clear(_ setting: Setting) { values[setting.name] = nil }

    /// All values of a list; one for the rest; none where nobody gave any and there is no default.
    package subscript(list setting: Setting) -> [SettingValue] {
        values[setting.name] ?? setting.fallback.map { [SettingValue($0, .fallback)] } ?? []
    }

    package subscript(setting: Setting) -> SettingValue? { self[list: setting].last }

    package func text(_ setting: Setting) -> String? { self[setting]?.text }

    package func isOn(_ setting: Setting) -> Bool {
        guard let text = text(setting)?.lowercased() else { return false }
        return !["", "0", "no", "off", "false"].contains(text)
    }

    /// Whether somebody gave it: no default.
    package func isGiven(_ setting: Setting) -> Bool { values[setting.name] != nil }

    /// How a sentence names where the value came from: `--memory`, `/etc/…/xen-tools.conf:12`, `the default`.
    package func source(of setting: Setting) -> String {
        switch self[setting]?.origin {
        case .commandLine: "--\(setting.name)"
        case .file(let path, let line): "\(path):\(line)"
        case .document(let path, let line, let column): "\(path.printable):\(line):\(column): \(setting.name)"
        case .fallback, nil: "the default of --\(setting.name)"
        }
    }
}
