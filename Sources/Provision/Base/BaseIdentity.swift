import Distros
import Model

/// Everything that makes a bootstrapped root what it is, before it becomes a certain guest's: two guests whose bases
/// are the same in all of it can be cloned from one.
package struct BaseIdentity: Hashable, Codable, Sendable {
    /// Changes whenever roots are built or kept in another way.
    package static let currentSchema = 2

    package var schema = currentSchema
    /// `mmdebstrap` or `debootstrap`.
    package var method: String
    /// Debian's name: `amd64`.
    package var architecture: String
    /// What to take from where. What concerns only a guest's own files is blank.
    package var archive: ArchiveSpec
    /// Words for `mke2fs -O`.
    package var ext4Features: [String]
    /// SHA-256 of each archive's Release file, by its address: what the archive held.
    package var releases: [String: String]
    /// Where no time in it is later than this, in seconds since 1970.
    package var epoch: Int64?
    /// SHA-256 of each key file that had to prove it, by its path.
    package var keys: [String: String]

    /// - Returns: nil for a root that is not bootstrapped, or from an archive that the bootstrapper chooses itself.
    package init?(
        _ spec: GuestSpec, facts: HostFacts, releases: [String: String], keys: [String: String]
    ) throws(ProvisionError) {
        guard var archive = spec.installation.method.archive, archive.mirror != nil else { return nil }
        // Which way the packages come in, and what the guest's own apt is told later, leave no trace in a root.
        archive.proxy = nil
        archive.guestMirror = nil
        archive.mirrorOrigin = ""
        // The order in which somebody has named them changes nothing either.
        archive.packages = Set(archive.packages).sorted()
        if case .debootstrap = spec.installation.method { method = "debootstrap" } else { method = "mmdebstrap" }
        architecture = spec.installation.architecture
        ext4Features = try facts.release(of: archive).filesystemFeatures.words(knownTo: facts.mke2fsVersion)
        self.archive = archive
        epoch = spec.reproduction?.epoch
        self.releases = releases
        self.keys = keys
    }

    /// Addresses of the signed Release files that a bootstrap of this archive starts from; empty where the bootstrapper
    /// chooses the archive.
    package static func releaseFiles(of archive: ArchiveSpec, facts: HostFacts) throws(ProvisionError) -> [String] {
        let sources = try archive.aptSources(facts.release(of: archive), of: archive.mirror)
        let main = sources.flatMap { source in source.suites.map { address(source.uri, $0) } }
        return main + archive.repositories.flatMap { one in one.suites.map { address(one.uri, $0) } }
    }

    /// A suite with a slash at its end is a flat repository (sources.list(5)).
    private static func address(_ uri: String, _ suite: String) -> String {
        let base = uri.hasSuffix("/") ? String(uri.dropLast()) : uri
        return suite.hasSuffix("/") ? "\(base)/\(suite)InRelease" : "\(base)/dists/\(suite)/InRelease"
    }
}

/// A base beside which its identity lies, as JSON.
package struct BaseDescription: Hashable, Codable, Sendable {
    package var identity: BaseIdentity
    /// Seconds since 1970.
    package var made: Int64
    /// Bytes of the image, holes included.
    package var size: ByteSize
    /// What the image's content sums up to; see `HostFiles.digest`.
    package var digest: String
    /// What the archive said of its packages; nil for bases of older versions, which nothing is cloned from any more.
    package var proof: PackageProof?

    package init(identity: BaseIdentity, made: Int64, size: ByteSize, digest: String, proof: PackageProof? = nil) {
        self.proof = proof
        self.identity = identity
        self.made = made
        self.size = size
        self.digest = digest
    }
}

/// Where one base is kept.
package struct BaseLocation: Hashable, Sendable {
    /// SHA-256 of the identity.
    package let key: String
    /// An ext4 image.
    package let image: String
    /// Its `BaseDescription`. A base without one is not finished.
    package let description: String
    /// The state of the image in which it was read and found to be what was kept.
    package let mark: String

    package init(directory: String, key: String) {
        mark = "\(directory)/.\(key).checked"
        self.key = key
        image = "\(directory)/\(key).ext4"
        description = "\(directory)/\(key).json"
    }
}

/// What a plan does about a base.
package enum BaseUse: Hashable, Sendable {
    /// The root is made for this guest alone.
    case none
    /// The root is made, and kept as a base for others.
    case make(BaseLocation, BaseIdentity)
    /// The root comes from a base that is there.
    case clone(BaseLocation, BaseDescription)
}
