import Model

/// Tells apt where the guest's packages come from, in place of what the bootstrapper wrote.
package struct SetAptSources: GuestEdit {
    /// What the guest gets its packages from.
    package struct Sources: Hashable, Sendable {
        /// `debian`, `ubuntu`, `devuan`: names the file.
        package var family: GuestTraits.Family
        /// The distribution's own archives, see `DistroRelease.aptSources`.
        package var archives: [AptSource]
        package var extras: [AptRepository]
        /// Whether the root's apt reads deb822 files (apt 1.1, Debian stretch, Ubuntu xenial).
        package var usesDeb822: Bool

        package init(
            family: GuestTraits.Family, archives: [AptSource], extras: [AptRepository] = [], usesDeb822: Bool
        ) {
            (self.family, self.archives, self.extras, self.usesDeb822) = (family, archives, extras, usesDeb822)
        }
    }

    package let title = "package sources"
    package let origin: String
    package let reads: [GuestPath]
    package let lists: [GuestPath] = ["/etc/apt/sources.list.d"]
    private let sources: Sources

    /// - Throws: `.usage` when a mirror, suite or component holds blanks, or there is no archive.
    package init(_ sources: Sources, origin: String = "--mirror") throws(ProvisionError) {
        let words = sources.archives.flatMap { [$0.uri] + $0.suites + $0.components }
        guard !words.isEmpty, words.allSatisfy(AptText.isWord) else {
            throw ProvisionError(
                .usage, "the guest's package sources need a mirror, suites and components without blanks",
                hint: "such as --mirror https://mirror.example.org/debian")
        }
        self.sources = sources
        self.origin = origin
        let own = try GuestPath("/etc/apt/sources.list.d").appending("\(sources.family.rawValue).sources")
        reads = ["/etc/apt/sources.list", "/etc/apt/apt.conf.d/00mmdebstrap", own]
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        try removeOld(&files)
        let directory: GuestPath = "/etc/apt/sources.list.d"
        if sources.usesDeb822 {
            let path = try directory.appending("\(sources.family.rawValue).sources")
            files.write(path, lines: Self.stanzas(sources.archives))
        } else {
            files.write("/etc/apt/sources.list", lines: [Self.comment] + sources.archives.flatMap(\.lines))
        }
        for extra in sources.extras { try add(extra, in: directory, &files) }
        return files
    }

    private static let comment = "# Written by xen-provision, see sources.list(5)."

    private static func stanzas(_ sources: [AptSource]) -> [String] {
        [comment] + sources.map(\.stanza).joined(separator: [""])
    }

    private func removeOld(_ files: inout GuestFiles) throws(ProvisionError) {
        files.remove("/etc/apt/sources.list")
        files.remove("/etc/apt/apt.conf.d/00mmdebstrap")
        let directory: GuestPath = "/etc/apt/sources.list.d"
        for name in files.names(in: directory) where isLeftover(name) { files.remove(try directory.appending(name)) }
    }

    /// mmdebstrap numbers its files with four digits; a file of the distribution's name is the one that we replace.
    private func isLeftover(_ name: String) -> Bool {
        let isNumbered = name.prefix(4).count == 4 && name.prefix(4).allSatisfy { $0.isASCII && $0.isNumber }
        return isNumbered || name == "\(sources.family.rawValue).sources" || name == "\(sources.family.rawValue).list"
    }

    private func add(
        _ extra: AptRepository, in directory: GuestPath, _ files: inout GuestFiles
    ) throws(ProvisionError) {
        var source = AptSource(uri: extra.uri, suites: extra.suites, components: extra.components)
        if let key = extra.key {
            let ending = key.starts(with: Array("-----BEGIN PGP".utf8)) ? "asc" : "gpg"
            // An apt too old for deb822 is too old for Signed-By as well: it trusts the key for everything.
            let keys: GuestPath = sources.usesDeb822 ? "/etc/apt/keyrings" : "/etc/apt/trusted.gpg.d"
            let path = try keys.appending("\(extra.name).\(ending)")
            files[path] = .file(GuestFile(content: key))
            if sources.usesDeb822 { source.signedBy = path }
        }
        if sources.usesDeb822 {
            files.write(try directory.appending(extra.name + ".sources"), lines: Self.stanzas([source]))
        } else {
            files.write(try directory.appending(extra.name + ".list"), lines: [Self.comment] + source.lines)
        }
    }
}
