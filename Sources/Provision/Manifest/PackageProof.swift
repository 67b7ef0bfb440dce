/// What the archives' indexes have said of the packages of a root while it was made. It is kept with a base, for the
/// indexes themselves are gone when the root is finished.
package struct PackageProof: Hashable, Codable, Sendable {
    /// The signed files that the indexes hang on, sorted.
    package private(set) var releases: [ReleaseFile] = []
    /// Packages with their digests, sorted.
    package private(set) var packages: [LockedPackage] = []

    package init() {}

    /// Adds what indexes say of packages that are installed; what is known already stays.
    mutating func add(_ indexed: [LockedPackage], of installed: [LockedPackage], releases more: [ReleaseFile]) {
        let missing = Set(self.missing(of: installed))
        packages = (packages + indexed.filter { missing.contains($0.bare) }).sorted()
        releases = Set(releases + more).sorted()
    }

    /// The installed packages that it has no digest of.
    func missing(of installed: [LockedPackage]) -> [LockedPackage] {
        let known = Set(packages.map(\.bare))
        return installed.filter { !known.contains($0) }
    }

    /// The installed packages with the digests that are known.
    func applied(to installed: [LockedPackage]) -> [LockedPackage] {
        let digests = Dictionary(packages.map { ($0.bare, $0.sha256) }) { $1 }
        return installed.map { package in
            var package = package
            package.sha256 = digests[package] ?? nil
            return package
        }
    }
}
