import Fleet
import Model
import Provision

/// Fleet files in memory.
struct MemorySource: FleetSource {
    var texts: [String: String]
    /// Sizes that are claimed of files without being there.
    var sizes: [String: UInt64] = [:]

    func size(of path: String) throws(ProvisionError) -> UInt64? {
        sizes[path] ?? texts[path].map { UInt64($0.utf8.count) }
    }
    func text(of path: String) throws(ProvisionError) -> String {
        guard let text = texts[path] else { throw ProvisionError(.failed, "\(path) must not be read") }
        return text
    }
}

/// The fleet of one file, `/f/fleet.yaml`, which refusals call `fleet.yaml`.
func fleet(_ text: String, _ others: [String: String] = [:]) throws(ProvisionError) -> Fleet {
    var texts = ["/f/fleet.yaml": text]
    for (name, other) in others { texts["/f/" + name] = other }
    return try Fleet(FleetLoader(source: MemorySource(texts: texts), base: "/f").load("/f/fleet.yaml"))
}

/// The refusal of a fleet, with its hint; nil where it is taken.
func refused(_ text: String, _ others: [String: String] = [:]) -> ProvisionError? {
    do throws(ProvisionError) {
        _ = try fleet(text, others)
        return nil
    } catch {
        return error
    }
}

extension Fleet {
    func guest(_ name: String) -> FleetGuest? { guests.first { $0.name.text == name } }
}

extension FleetGuest {
    func texts(_ setting: Setting) -> [String] { settings.given[setting.name, default: []].map(\.text) }
}
