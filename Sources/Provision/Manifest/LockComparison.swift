import Model

/// What is recorded of guests now, beside what a lock says.
package struct LockComparison: Hashable, Encodable, Sendable {
    /// What differs about one package.
    package enum Change: String, Encodable, Sendable { case added, removed, version, digest }

    package struct Difference: Hashable, Encodable, Sendable {
        package let package: String
        package let architecture: String
        package let change: Change
        package let locked: File?
        package let now: File?
    }

    /// A package as it is on one side.
    package struct File: Hashable, Encodable, Sendable {
        package let version: String
        package let sha256: String?

        fileprivate init(_ package: LockedPackage) { (version, sha256) = (package.version, package.sha256) }
    }

    package enum State: String, Encodable, Sendable {
        case equal, different
        /// The lock has it, and no manifest here does.
        case missing
        /// The lock does not have it.
        case unlocked
    }

    package struct Guest: Hashable, Encodable, Sendable {
        package let name: String
        package let state: State
        package let differences: [Difference]
    }

    package let schema = 1
    /// Sorted by name.
    package let guests: [Guest]
    package let equal: Bool

    package init(locked: [GuestManifest], now: [GuestManifest]) {
        let (old, new) = (Self.byName(locked), Self.byName(now))
        guests = Set(old.keys).union(new.keys).sorted().map { Self.guest($0, old[$0], new[$0]) }
        equal = guests.allSatisfy { $0.state == .equal }
    }

    private static func byName(_ manifests: [GuestManifest]) -> [String: GuestManifest] {
        Dictionary(manifests.map { ($0.guest.text, $0) }) { $1 }
    }

    private static func guest(_ name: String, _ locked: GuestManifest?, _ now: GuestManifest?) -> Guest {
        guard let locked else { return Guest(name: name, state: .unlocked, differences: []) }
        guard let now else { return Guest(name: name, state: .missing, differences: []) }
        let found = differences(locked.packages ?? [], now.packages ?? [])
        return Guest(name: name, state: found.isEmpty ? .equal : .different, differences: found)
    }

    /// Of a name there is one package for each architecture.
    private struct Key: Hashable {
        let name: String
        let architecture: String
    }

    private static func differences(_ locked: [LockedPackage], _ now: [LockedPackage]) -> [Difference] {
        func byKey(_ packages: [LockedPackage]) -> [Key: LockedPackage] {
            Dictionary(packages.map { (Key(name: $0.name, architecture: $0.architecture), $0) }) { $1 }
        }
        let (old, new) = (byKey(locked), byKey(now))
        let keys = Set(old.keys).union(new.keys).sorted { ($0.name, $0.architecture) < ($1.name, $1.architecture) }
        return keys.compactMap { key in
            guard old[key] != new[key] else { return nil }
            return Difference(
                package: key.name, architecture: key.architecture, change: change(old[key], new[key]),
                locked: old[key].map(File.init), now: new[key].map(File.init))
        }
    }

    private static func change(_ locked: LockedPackage?, _ now: LockedPackage?) -> Change {
        guard let locked else { return .added }
        guard let now else { return .removed }
        return locked.version == now.version ? .digest : .version
    }
}
