import Model

extension AptSources {
    /// The archives whose mirrors can be told by their paths.
    package enum Family: Hashable, Sendable {
        case debian, ubuntu
    }

    /// The mirror of a family's main archive: the first URI with a path that ends like one (`/debian`, `/ubuntu`,
    /// `/ubuntu-ports`), without slash at its end.
    ///
    /// - Parameter suite: An entry with this suite is preferred; a mirror carries all suites, so others will do.
    /// - Returns: nil where the host uses none, or only one that this program cannot fetch from (`cdrom:`).
    package func mirror(forFamily family: Family, suite: String? = nil) -> String? {
        let candidates = archives(of: family)
        return (candidates.first { candidate in suite.map(candidate.suites.contains) ?? true } ?? candidates.first)?.uri
    }

    /// The mirror of a family's security updates: `/debian-security` for Debian, the one of a `…-security` suite for
    /// Ubuntu.
    package func securityMirror(forFamily family: Family) -> String? {
        switch family {
        case .debian: uris(endingIn: ["debian-security"]).first?.uri
        case .ubuntu:
            uris(endingIn: directories(of: family)).first { $0.suites.contains { $0.hasSuffix("-security") } }?.uri
        }
    }

    /// The release that the host itself runs by its sources: the first suite of the main archive that is a bare name.
    package func suite(forFamily family: Family) -> String? {
        for archive in archives(of: family) {
            let bare = archive.suites.first { $0.allSatisfy { $0.isASCII && $0.isLowercase } }
            if let bare { return bare }
        }
        return nil
    }

    /// An Ubuntu host may take its security suites from a host of their own, with the same path: these do not count.
    private func archives(of family: Family) -> [(uri: String, suites: [String])] {
        uris(endingIn: directories(of: family)).filter { !$0.suites.allSatisfy { $0.hasSuffix("-security") } }
    }

    private func directories(of family: Family) -> [String] {
        switch family {
        case .debian: ["debian"]
        case .ubuntu: ["ubuntu", "ubuntu-ports"]
        }
    }

    private func uris(endingIn directories: [String]) -> [(uri: String, suites: [String])] {
        repositories.filter { $0.isEnabled && !$0.isSource }.flatMap { repository in
            repository.uris.compactMap { uri in
                guard Self.isFetchable(uri) else { return nil }
                var uri = uri
                while uri.hasSuffix("/") { uri.removeLast() }
                let isArchive = directories.contains { uri.hasSuffix("/" + $0) }
                return isArchive ? (uri, repository.suites) : nil
            }
        }
    }

    private static func isFetchable(_ uri: String) -> Bool {
        ["http://", "https://", "file:/", "mirror://", "mirror+http://", "mirror+https://"].contains(
            where: uri.hasPrefix)
    }
}
