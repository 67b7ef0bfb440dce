import Distros
import Model

/// Everything that was asked for about a guest, complete and checked: the planner has nothing to guess.
package struct GuestSpec: Hashable, Codable, Sendable {
    package var name: GuestName
    package var uuid: UUIDValue
    package var hardware: HardwareSpec
    package var storage: StorageSpec
    package var network: NetworkSpec
    package var renderer: NetworkRenderer?
    package var installation: InstallationSpec
    package var access: AccessSpec
    package var system: SystemSpec
    package var boot: BootSpec
    /// Add its static addresses to dom0's hosts file.
    package var listInHosts: Bool
    /// Base the guest's hosts file on dom0's.
    package var copyHosts: Bool
    /// Nil for a guest that is like no other.
    package var reproduction: Reproduction?
}

/// Memory and processors of the domain.
package struct HardwareSpec: Hashable, Codable, Sendable {
    package var memory: ByteSize
    package var maximumMemory: ByteSize?
    package var vcpus: Int
    /// `cpus=` as xl.cfg(5) has it.
    package var cpus: String?
    package var cpuWeight: Int?
}

/// What is done inside besides network and accounts.
package struct SystemSpec: Hashable, Codable, Sendable {
    package var locale: String
    /// Name below /usr/share/zoneinfo; nil keeps what the root has.
    package var timezone: String?
}

/// How the domain starts and what its configuration says.
package struct BootSpec: Hashable, Codable, Sendable {
    package enum DomainType: String, Codable, Sendable { case pv, pvh, hvm }

    package enum Way: Hashable, Codable, Sendable {
        /// The kernel in the guest's disk, fetched at every start by this program.
        case guestKernel(bootloader: String)
        /// The guest's kernel, copied beside its images when it is created.
        case copiedKernel
        /// A kernel of dom0.
        case dom0Kernel(kernel: String, initrd: String?)
        /// GRUB for Xen, an image of dom0.
        case grub(image: String)
    }

    package var type: DomainType
    package var way: Way
    /// Added to the guest's kernel command line.
    package var kernelArguments: String?
    /// Path of the configuration file.
    package var configuration: String
    /// Further keys as `KEY=VALUE`, in their order; they win over ours.
    package var extraKeys: [String]
    /// Start it once it is made, and by what.
    package var startNow: Toolstack?
    /// Have xendomains start it with the host.
    package var autostart = false
}

/// Who makes a guest's domain.
package enum Toolstack: String, Hashable, Codable, Sendable, CaseIterable {
    /// Our own control layer.
    case own
    case xl
}

/// Who may log in.
package struct AccessSpec: Hashable, Codable, Sendable {
    package enum RootPassword: Hashable, Codable, Sendable {
        /// Made up when the guest is created; shown once, or written to a file.
        case generated(length: Int, writeTo: String?)
        /// Given; the secret itself is kept elsewhere, never in the spec.
        case given
        /// Given as a crypt(5) hash, in this file.
        case hashed(file: String)
        /// No password logs in.
        case locked
    }

    package var rootPassword: RootPassword
    package var scheme: PasswordScheme?
    package var rootKeys: [String]
    package var accounts: [AccountSpec]
    package var hostKeyKinds: [HostKey.Kind]
    /// Private key files that are taken instead of new keys; nil where new ones are made.
    package var hostKeyFiles: [String]?
    /// Nil is no: whether the guest makes its host keys itself, because nothing here may know them.
    package var hostKeysAtFirstBoot: Bool?
}
