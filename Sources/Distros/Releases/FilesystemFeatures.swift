/// Features of ext4 to leave out, so that an old guest can mount and check its file systems.
package struct FilesystemFeatures: Hashable, Sendable {
    /// A feature with mke2fs(8)'s word for it and the first mke2fs that knows the word.
    package enum Feature: String, Hashable, Sendable {
        case large = "64bit"
        case checksums = "metadata_csum"
        case checksumSeed = "metadata_csum_seed"
        case orphanFile = "orphan_file"

        var since: DebianVersion {
            switch self {
            case .large: DebianVersion("1.42")
            case .checksums, .checksumSeed: DebianVersion("1.43")
            case .orphanFile: DebianVersion("1.47")
            }
        }
    }

    package let unsupported: [Feature]

    package init(unsupported: [Feature]) { self.unsupported = unsupported }

    /// Words for `mke2fs -O`, such as `^metadata_csum`.
    ///
    /// - Parameter mke2fs: its version on the dom0, such as `1.47.0`. It refuses words that it does not know, and does not
    ///   turn on what it does not know either, so those are left out.
    package func words(knownTo mke2fs: String) -> [String] {
        unsupported.filter { $0.since <= DebianVersion(mke2fs) }.map { "^" + $0.rawValue }
    }
}
