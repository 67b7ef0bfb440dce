import Model

/// Where a release's packages are, as suites below a mirror; never hosts.
extension DistroRelease {
    /// A rolling suite, which has neither updates nor security beside it.
    package var isRolling: Bool { version == nil }

    /// The suite with security updates; nil for rolling suites.
    ///
    /// Debian renamed it with bullseye from `buster/updates` to `bullseye-security` (release notes of Debian 11, 5.1.3).
    package var securitySuite: String? {
        guard !isRolling else { return nil }
        return family == .debian && number < ReleaseNumber([11]) ? "\(codename)/updates" : "\(codename)-security"
    }

    /// The suite with updates between point releases; nil where there is none. Debian has it since squeeze.
    package var updatesSuite: String? {
        guard !isRolling, family != .debian || number >= ReleaseNumber([6]) else { return nil }
        return "\(codename)-updates"
    }

    /// The component with firmware was split off with Debian 12.
    package var allComponents: [String] {
        switch family {
        case .ubuntu: ["main", "restricted", "universe", "multiverse"]
        default: ["main", "contrib", "non-free"] + (number >= ReleaseNumber([12]) ? ["non-free-firmware"] : [])
        }
    }

    /// What goes into the guest's package sources.
    ///
    /// - Parameters:
    ///   - mirror: URI of the distribution's archive.
    ///   - securityMirror: URI of the archive with security updates. Ubuntu and Devuan keep it with the rest, so nil
    ///     means the mirror there; Debian keeps it apart, so nil means no security updates.
    ///   - components: such as `main`.
    ///   - signedBy: keyring in the guest; nil leaves it to apt's trusted keys.
    package func aptSources(
        mirror: String, securityMirror: String?, components: [String], signedBy: GuestPath? = nil
    ) -> [AptSource] {
        let source = { (uri: String, suites: [String]) in
            AptSource(uri: uri, suites: suites, components: components, signedBy: signedBy)
        }
        var sources = [source(mirror, [codename] + [updatesSuite].compactMap { $0 })]
        guard let securitySuite else { return sources }
        if let securityMirror, securityMirror != mirror {
            sources.append(source(securityMirror, [securitySuite]))
        } else if family != .debian {
            sources[0].suites.append(securitySuite)
        }
        return sources
    }

    /// By Debian's convention for mirrors, `/debian-security` beside `/debian`; nil for a URI that ends otherwise.
    package static func securityMirror(beside mirror: String) -> String? {
        let base = mirror.hasSuffix("/") ? String(mirror.dropLast()) : mirror
        return base.hasSuffix("/debian") ? base + "-security" : nil
    }

    /// Keyring files of the dom0 that can prove the archive, the likeliest first, below `/usr/share/keyrings`.
    package func keyrings(on day: CalendarDate) -> [String] {
        switch family {
        case .ubuntu:
            ["ubuntu-archive-keyring.gpg"] + (isEndOfLife(on: day) ? ["ubuntu-archive-removed-keys.gpg"] : [])
        case .devuan: ["devuan-archive-keyring.gpg", "devuan-keyring.gpg"]
        default:
            // Keys leave the keyring some time after the end of life, and the old releases are signed with those.
            ["debian-archive-keyring.gpg"] + (isEndOfLife(on: day) ? ["debian-archive-removed-keys.gpg"] : [])
        }
    }
}
