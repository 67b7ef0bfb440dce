import Model

/// Which bases are too old, or too many.
package struct BaseLimits: Hashable, Sendable {
    /// Days since a base was made; nil for no limit.
    package var days: Int?
    /// Of all bases together, as they lie on the disk; nil for no limit.
    package var size: ByteSize?

    package init(days: Int? = nil, size: ByteSize? = nil) { (self.days, self.size) = (days, size) }

    /// What is known of a base.
    package struct Kept: Hashable, Sendable {
        package var key: String
        /// Seconds since 1970.
        package var made: Int64
        /// When a guest was last made from it, in seconds since 1970.
        package var used: Int64
        /// That it takes on its disk.
        package var bytes: UInt64

        package init(key: String, made: Int64, used: Int64, bytes: UInt64) {
            (self.key, self.made, self.used, self.bytes) = (key, made, used, bytes)
        }
    }

    /// The bases to remove: all that are too old, and of the others those that nobody has used for longest until the rest
    /// fits.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - spared: the key of one that stays in any case.
    package func exceeding(_ bases: [Kept], now: Int64, sparing spared: String? = nil) -> [Kept] {
        let isOld = { (base: Kept) in days.map { now - base.made > Int64($0) * 86_400 } ?? false }
        let old = bases.filter { $0.key != spared && isOld($0) }
        var rest = bases.filter { !old.contains($0) }.sorted { ($0.used, $0.key) < ($1.used, $1.key) }
        guard let size else { return old }
        var more: [Kept] = []
        var total = rest.reduce(0) { $0 + $1.bytes }
        rest.removeAll { $0.key == spared }
        for base in rest where total > size.bytes {
            total -= base.bytes
            more.append(base)
        }
        return old + more
    }
}

extension SpecRequest {
    /// What the settings allow the bases of this host to be.
    package func baseLimits() throws(ProvisionError) -> BaseLimits {
        BaseLimits(days: try number(Settings.baseCacheDays, in: 1...36_500), size: try size(Settings.baseCacheSize))
    }
}
