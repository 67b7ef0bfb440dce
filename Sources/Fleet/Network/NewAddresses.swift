import Model
import Provision

/// The addresses that a fleet is about to give away for the first time, by the bridge that they will be used on.
package enum NewAddresses {
    /// - Parameters:
    ///   - known: names of guests that are there; theirs answer rightly.
    ///   - bridge: of networks that name none.
    package static func byBridge(
        _ wanted: [WantedGuest], of fleet: Fleet, known: Set<String>, bridge: String?
    ) -> [String: [IPAddress]] {
        let candidates = Set(wanted.filter { !known.contains($0.name.text) }.flatMap(\.addresses))
        var result: [String: [IPAddress]] = [:]
        for network in fleet.networks.values {
            guard let name = network.values(Settings.bridge).last?.value ?? bridge else { continue }
            let mine = candidates.filter { address in network.pools.contains { $0.range.contains(address) } }
            if !mine.isEmpty { result[name, default: []] += mine.sorted() }
        }
        return result
    }
}
