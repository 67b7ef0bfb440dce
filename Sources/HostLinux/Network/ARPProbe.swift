import CHostShims
import Glibc
import Model
import Provision

/// Asks a wire who has addresses, before they are given away.
package struct ARPProbe {
    /// How long answers are waited for, in milliseconds; machines of one segment answer within a few.
    private static let patience: Int32 = 500

    package init() {}

    /// - Parameter interface: of this host, on the segment that is meant: a bridge.
    /// - Returns: the addresses that somebody has. IPv6 ones are not asked for.
    /// - Throws: `.unavailable` where there is no such interface or it is down, `.notPermitted` without root's rights.
    package func taken(_ addresses: [IPAddress], on interface: String) throws(ProvisionError) -> [IPAddress] {
        let asked = addresses.filter { $0.family == .ipv4 }
        guard !asked.isEmpty else { return [] }
        let words = asked.map { address in
            address.octets.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
        }
        var answered = [UInt8](repeating: 0, count: asked.count)
        let result = hs_arp_probe(interface, words, words.count, &answered, Self.patience)
        guard result == 0 else {
            let reason = String(cString: strerror(-result))
            throw ProvisionError(
                result == -EPERM ? .notPermitted : .unavailable,
                "--arp-probe: asking on \(interface.printable): \(reason)",
                hint: "it takes root's rights, and a bridge that is there and up")
        }
        return zip(asked, answered).filter { $1 != 0 }.map(\.0)
    }
}
