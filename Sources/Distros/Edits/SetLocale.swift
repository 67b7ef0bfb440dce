import Model

/// Sets the system's locale, and orders its generation where the root generates locales (`locale-gen`).
package struct SetLocale: GuestEdit {
    package let title = "locale"
    package let origin: String
    package let reads: [GuestPath] =
        RootProbe.reads + ["/etc/default/locale", "/etc/locale.conf", "/etc/locale.gen"]
    package let probes = RootProbe.probes
    private let locale: String

    /// - Parameter locale: such as `de_DE.UTF-8`, `C.UTF-8`.
    /// - Throws: `.usage` for a text that can be no locale's name.
    package init(_ locale: String, origin: String = "--locale") throws(ProvisionError) {
        let isPlain = locale.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._@-".contains($0)) }
        guard isPlain, locale.first?.isLetter == true else {
            throw ProvisionError(
                .usage, "'\(locale.printable)' is not the name of a locale", hint: "write it like de_DE.UTF-8")
        }
        self.locale = locale
        self.origin = origin
    }

    /// False for the locales that are part of the C library: `C`, `POSIX`, `C.UTF-8`.
    package var needsGeneration: Bool { !["C", "POSIX", "C.UTF-8", "C.utf8"].contains(locale) }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        let family = RootProbe.traits(from: files).family
        var files = files
        switch family {
        case .alpine:
            // Sourced before Alpine's own 20locale.sh, which leaves a LANG alone that is set already.
            files.write("/etc/profile.d/10locale.sh", "export LANG=\(locale)\n")
        case .debian, .ubuntu, .devuan: setLanguage(in: debianFile(files), &files)
        case .redhat, .suse, .arch, .other: setLanguage(in: "/etc/locale.conf", &files)
        }
        if needsGeneration, let lines = files.lines("/etc/locale.gen") {
            files.write("/etc/locale.gen", lines: enabled(in: lines))
        }
        return files
    }

    /// Trixie made `/etc/default/locale` a link to `/etc/locale.conf`; writing to the link would cut the two apart.
    private func debianFile(_ files: GuestFiles) -> GuestPath {
        if case .link(let target)? = files["/etc/default/locale"], target.hasSuffix("locale.conf") {
            return "/etc/locale.conf"
        }
        return "/etc/default/locale"
    }

    private func setLanguage(in path: GuestPath, _ files: inout GuestFiles) {
        let others = (files.lines(path) ?? []).filter { !$0.hasPrefix("LANG=") }
        files.write(path, lines: ["LANG=\(locale)"] + others)
    }

    /// The lines of locale.gen with ours active: its comment sign removed, or a new line at the end.
    private func enabled(in lines: [String]) -> [String] {
        let isOurs = { (line: String) in line.split { $0 == " " || $0 == "\t" }.first.map(String.init) == locale }
        if lines.contains(where: isOurs) { return lines }
        var lines = lines
        let bare = { (line: String) in String(line.drop { $0 == "#" || $0 == " " }) }
        if let index = lines.firstIndex(where: { $0.hasPrefix("#") && isOurs(bare($0)) }) {
            lines[index] = bare(lines[index])
        } else {
            let charset = locale.split(separator: ".").dropFirst().first?.prefix { $0 != "@" } ?? "ISO-8859-1"
            lines.append("\(locale) \(charset)")
        }
        return lines
    }
}
