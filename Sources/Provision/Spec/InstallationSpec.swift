import Model

/// How the guest's root comes to be.
package struct InstallationSpec: Hashable, Codable, Sendable {
    package enum Method: Hashable, Codable, Sendable {
        case mmdebstrap(ArchiveSpec)
        case debootstrap(ArchiveSpec)
        case tar(path: String, sha256: String?)
        case copy(path: String)
        case snapshot(SnapshotSpec)

        package var name: String {
            switch self {
            case .mmdebstrap: "mmdebstrap"
            case .debootstrap: "debootstrap"
            case .tar: "tar"
            case .copy: "copy"
            case .snapshot: "snapshot"
            }
        }

        package var archive: ArchiveSpec? {
            switch self {
            case .mmdebstrap(let archive), .debootstrap(let archive): archive
            case .tar, .copy, .snapshot: nil
            }
        }
    }

    package var method: Method
    /// What was asked for, for the record: `bookworm`.
    package var distribution: String
    /// Debian's name of the architecture: `amd64`.
    package var architecture: String
    package var roles: RoleSpec?
}

/// A volume whose snapshot becomes the guest's root.
package struct SnapshotSpec: Hashable, Codable, Sendable {
    package var group: LVMName
    package var origin: LVMName
    /// A snapshot is as large as its origin.
    package var size: ByteSize
    /// `ext4`: what the origin holds.
    package var type: String
    /// Where the origin is thick: the space for what will differ from it, and the guest stops when it is used up. Nil
    /// where the origin's thin pool gives the space.
    package var room: ByteSize?
}

/// A Debian-style archive and what to take from it.
package struct ArchiveSpec: Hashable, Codable, Sendable {
    package enum Family: String, Codable, Sendable { case debian, ubuntu, devuan }

    package var family: Family
    /// Code name: `bookworm`, `sid`.
    package var suite: String
    /// Nil leaves the choice to the bootstrapper.
    package var mirror: String?
    package var securityMirror: String?
    /// For the guest's own sources; the build's where nil.
    package var guestMirror: String?
    /// Where the mirror was found: `--mirror`, `the host's apt sources`.
    package var mirrorOrigin: String
    package var components: [String]
    /// Key files of the host; the archive must be signed by a key in one of them.
    package var keyrings: [String]
    package var proxy: String?
    package var packages: [String]
    package var variant: String
    package var allowExpired: Bool
    package var repositories: [RepositorySpec]

    /// Whether the guest's apt will speak TLS to one of its archives.
    var needsCertificates: Bool {
        ([mirror, securityMirror, guestMirror].compactMap(\.self) + repositories.map(\.uri)).contains {
            $0.hasPrefix("https:")
        }
    }

    /// Adds a package unless it is in the list.
    mutating func addPackage(_ name: String) {
        if !packages.contains(name) { packages.append(name) }
    }
}

/// A further archive for the guest.
package struct RepositorySpec: Hashable, Codable, Sendable {
    /// Names its files in the guest.
    package var name: String
    package var uri: String
    package var suites: [String]
    package var components: [String]
    /// Key file on the host; nil where the distribution's own keyring signs it.
    package var keyFile: String?
}

/// Scripts of the administrator that run on the finished root, as xen-tools' roles do.
package struct RoleSpec: Hashable, Codable, Sendable {
    /// Absolute paths of executable files.
    package var scripts: [String]
    package var arguments: [String]
    /// What the scripts find in their environment: the settings, without secrets.
    package var environment: [String: String]
}
