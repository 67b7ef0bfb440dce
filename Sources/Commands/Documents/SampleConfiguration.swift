import Provision

/// A commented configuration file with every key, its help and its default.
struct SampleConfiguration {
    var text: String {
        var lines = [
            "# /etc/xen-provision/xen-provision.conf: settings of every new guest on this host.",
            "#",
            "# The syntax is that of xen-tools.conf, which is read before this file; the command line wins over both.",
            "# Every key is an option of 'xen-provision create' without its hyphens.",
        ]
        for group in Setting.Group.allCases where group != .run {
            lines += ["", "## \(group.rawValue)"]
            for setting in Settings.all where setting.group == group && !Settings.secret.contains(setting) {
                lines += ["", "# \(setting.help)"]
                if case .choice(let words) = setting.kind { lines.append("# One of: \(words.joined(separator: ", "))") }
                lines.append("#\(setting.name) = \(setting.fallback ?? "")")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
