import Model

/// What a guest was made of, package by package. One JSON file a guest; two guests that were made of the same things
/// have the same, but for their names.
package struct GuestManifest: Hashable, Codable, Sendable, SchemaDocument {
    package static let currentSchema = 1

    package var schema = GuestManifest.currentSchema
    package var guest: GuestName
    /// What was asked for: `bookworm`.
    package var distribution: String
    /// Debian's name: `amd64`.
    package var architecture: String
    /// How the root came to be. Only what bootstraps knows digests: `mmdebstrap` and `debootstrap`.
    package var method: String
    /// The signed files that the digests hang on, sorted.
    package var archives: [ReleaseFile]
    /// Sorted by name and architecture; nil for a root without dpkg's status file.
    package var packages: [LockedPackage]?

    /// - Parameter packages: as they were found in the finished root.
    package init(_ spec: GuestSpec, proof: PackageProof, packages: [LockedPackage]?) {
        guest = spec.name
        distribution = spec.installation.distribution
        architecture = spec.installation.architecture
        method = spec.installation.method.name
        archives = proof.releases
        self.packages = packages
    }
}

/// A JSON document of ours that says how it is written.
package protocol SchemaDocument: Codable {
    /// What this version writes; it reads every lower one too.
    static var currentSchema: Int { get }
    var schema: Int { get }
}
