import FoundationEssentials
import Model
import Provision

/// A host from a JSON file and the settings of one guest: what specs and plans are made from in tests.
package struct GuestBench {
    package var facts: HostFacts
    package var values = SettingValues()
    /// What plans do about a base.
    package var base = BaseUse.none
    /// Bytes for UUIDs, drawn one after the other.
    private let draws = Draws()

    package static let run = RunID(bytes: [0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7])
    package static let paths = HostPaths(environment: [:], isRoot: true)

    /// The recorded dom0, and a guest `web1` with an address and a directory.
    package init() throws {
        try self.init(name: "dom0")
        set(Settings.hostname, "web1")
        set(Settings.dir, "/srv/xen")
        set(Settings.ip, "192.0.2.10")
        set(Settings.gateway, "192.0.2.1")
        set(Settings.dist, "bookworm")
    }

    /// A recorded host without any setting.
    package init(name: String) throws {
        let file = Fixture.folder("ProvisionTests") + "/Host/\(name).json"
        facts = try JSONDecoder().decode(HostFacts.self, from: Data(contentsOf: URL(filePath: file)))
    }

    /// Gives values on the command line.
    package mutating func set(_ setting: Setting, _ texts: String...) { values.set(setting, texts, .commandLine) }

    /// Gives a value in a configuration file.
    package mutating func configure(_ setting: Setting, _ text: String, line: Int) {
        values.set(setting, [text], .file(path: "/etc/xen-tools/xen-tools.conf", line: line))
    }

    package var request: SpecRequest {
        let draws = draws
        return SpecRequest(
            values: values, facts: facts, paths: Self.paths, workingDirectory: "/home/admin",
            randomUUID: { () throws(ProvisionError) in try draws.next() })
    }

    package func spec() throws(ProvisionError) -> GuestSpec { try GuestSpecBuilder(request).build() }

    /// A base of this bench's guest as it would be kept, made from archives that are always the same.
    package func keptBase(size: ByteSize = ByteSize(gibibytes: 1)) throws(ProvisionError) -> (
        location: BaseLocation, description: BaseDescription
    ) {
        let spec = try spec()
        guard let identity = try BaseIdentity(spec, facts: facts, releases: [:], keys: [:]) else {
            throw ProvisionError(.failed, "the guest has no base")
        }
        let location = BaseLocation(directory: Self.paths.bases, key: String(repeating: "0123", count: 16))
        let description = BaseDescription(identity: identity, made: facts.now, size: size, digest: "0-0")
        return (location, description)
    }

    /// The plan of the spec, with identifiers that are the same every time.
    package func plan(_ spec: GuestSpec, templates: any TextTemplates) throws(ProvisionError) -> Plan {
        try Planner(
            spec: spec, facts: facts, paths: Self.paths, run: Self.run, diskID: draws.next(),
            partitionID: draws.next(), templates: templates, base: base
        ).plan()
    }

    /// UUIDs that a test can foresee.
    private final class Draws {
        private var count: UInt8 = 0

        func next() throws(ProvisionError) -> UUIDValue {
            count += 1
            return UUIDValue(random: [UInt8](repeating: count, count: 16))
        }
    }
}
