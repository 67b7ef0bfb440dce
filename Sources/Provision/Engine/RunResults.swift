import Distros
import Model

/// What steps of one run tell each other and the summary. The password in it exists nowhere else but in memory.
package final class RunResults {
    /// The root password: given by the user before the run, or made up during it. Secret.
    package var rootPassword: String?
    /// Its crypt(5) hash, where that is what was given.
    package var rootPasswordHash: String?
    /// Whether `rootPassword` was made up and is to be shown at the end.
    package var passwordIsGenerated = false
    /// The guest's SSH host keys. Secret.
    package var hostKeys: [HostKey] = []
    /// `SHA256:… (ED25519)` of every host key.
    package var fingerprints: [String] = []
    /// Lines for a known_hosts file.
    package var knownHosts: [String] = []
    /// What a start took out of the guest's disk.
    package var fetchedKernel: FetchedKernel?
    /// Number of the domain that was started.
    package var domid: UInt32?
    /// What the archives' indexes have said of the root's packages.
    package var proof = PackageProof()
    /// The packages of the finished root; nil where nobody can tell.
    package var packages: [LockedPackage]?
    /// The logical volumes that were made, by their names.
    package var volumes: [String: LogicalVolume] = [:]

    /// Called once the base is there that this run has made: others may clone it while this guest is finished.
    package var onBaseKept: () -> Void = {}

    package init() {}
}
