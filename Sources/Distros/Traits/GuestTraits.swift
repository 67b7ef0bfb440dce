/// What a guest's root contains, as far as edits and the planner choose by it.
///
/// It is read from the root itself and not from the name of the distribution: the same suite has udev or not, ifupdown or
/// not, depending on the variant that was bootstrapped.
package struct GuestTraits: Hashable, Sendable {
    /// Distributions that are configured alike.
    package enum Family: String, Hashable, Codable, Sendable {
        case debian, ubuntu, devuan, alpine, redhat, suse, arch, other

        /// Uses dpkg and apt, and Debian's places for configuration.
        package var isDebianLike: Bool { self == .debian || self == .ubuntu || self == .devuan }
    }

    /// What runs as process 1.
    package enum InitSystem: String, Hashable, Codable, Sendable { case systemd, openrc, sysvinit, none }

    /// A program that configures network interfaces at boot.
    package enum Renderer: String, Hashable, Codable, Sendable, CaseIterable {
        case ifupdown, networkd, netplan, networkManager
    }

    /// A C library.
    package enum LibC: String, Hashable, Codable, Sendable { case glibc, musl, unknown }

    /// The program that installs packages.
    package enum PackageManager: String, Hashable, Codable, Sendable { case apt, dnf, yum, zypper, pacman, apk, none }

    package var family: Family
    /// The fields of os-release(5); empty for a root without one.
    package var release: OSRelease
    package var initSystem: InitSystem
    /// Every renderer that is installed.
    package var renderers: Set<Renderer>
    package var hasUdev: Bool
    package var hasResolved: Bool
    package var hasSSHServer: Bool
    package var hasSudo: Bool
    /// The root hashes new passwords with yescrypt, so its libcrypt can check such a hash.
    package var usesYescrypt: Bool
    package var hasInitramfsTools: Bool
    package var hasDracut: Bool
    package var libc: LibC
    package var packageManager: PackageManager
}
