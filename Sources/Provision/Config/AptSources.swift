import Model

/// One repository of APT: an entry of sources.list(5), for one type.
package struct AptRepository: Hashable, Sendable {
    /// What the repository's signature is checked with.
    package enum Trust: Hashable, Sendable {
        /// Paths of keyrings or fingerprints of keys.
        case keyrings([String])
        /// An armoured public key within the entry.
        case key(String)
    }

    /// As they stand, several for one archive.
    package var uris: [String]
    /// `bookworm`, `bookworm-updates`, or a path with a slash at its end.
    package var suites: [String]
    /// Empty for a flat repository, whose suite ends in a slash.
    package var components: [String]
    /// nil where APT takes its own keyrings.
    package var signedBy: Trust?
    /// `Enabled: no` switches an entry off; one-line entries are commented out instead.
    package var isEnabled: Bool
    /// `deb-src`.
    package var isSource: Bool

    /// An enabled entry for binary packages, unless told otherwise.
    package init(
        uris: [String], suites: [String], components: [String], signedBy: Trust? = nil, isEnabled: Bool = true,
        isSource: Bool = false
    ) {
        self.uris = uris
        self.suites = suites
        self.components = components
        self.signedBy = signedBy
        self.isEnabled = isEnabled
        self.isSource = isSource
    }
}

/// The repositories that the host's APT uses, for the guess which mirror a guest should use.
package struct AptSources: Equatable, Sendable {
    /// In the order of the files, disabled ones and sources included.
    package let repositories: [AptRepository]
    /// What APT would refuse, each a `.badInput` with file and line; such entries are left out.
    package let problems: [ProvisionError]

    /// Reads `*.list` files as one-line entries and `*.sources` files as deb822; others are ignored, as APT does.
    ///
    /// - Parameter files: Name and text of each, in APT's order: `sources.list`, then `sources.list.d` sorted.
    package init(tolerating files: [(name: String, text: String)]) {
        var entries: [Result<[AptRepository], ProvisionError>] = []
        for file in files {
            if file.name.hasSuffix(".list") {
                entries += AptOneLineReader(file: file.name).entries(in: file.text)
            } else if file.name.hasSuffix(".sources") {
                entries += AptDeb822Reader(file: file.name).entries(in: file.text)
            }
        }
        repositories = entries.compactMap { try? $0.get() }.flatMap(\.self)
        problems = entries.compactMap { entry in
            if case .failure(let error) = entry { error } else { nil }
        }
    }

    /// The same for a caller that wants all or nothing.
    ///
    /// - Throws: `.badInput`, the first of `problems`.
    package init(files: [(name: String, text: String)]) throws(ProvisionError) {
        self.init(tolerating: files)
        if let problem = problems.first { throw problem }
    }
}
