import Model
import Provision

/// The order in which guests are made.
package enum BaseOrder {
    /// What decides which base a guest is cloned from, as far as a fleet can say.
    private static let rows = [
        Settings.dist, Settings.arch, Settings.installMethod, Settings.installSource, Settings.mirror,
        Settings.securityMirror, Settings.components, Settings.keyring, Settings.repository, Settings.package,
        Settings.variant, Settings.ssh, Settings.locale, Settings.bootBy, Settings.renderer, Settings.fs, Settings.dhcp,
        Settings.seed,
    ]

    /// Guests in an order in which nobody waits for a base while another one could be made: the first of each kind,
    /// then all others, each group as it was.
    package static func sorted(_ guests: [WantedGuest]) -> [WantedGuest] {
        let (first, others) = split(guests)
        return first + others
    }

    /// The first guest of each kind.
    package static func leaders(_ guests: [WantedGuest]) -> [WantedGuest] { split(guests).first }

    private static func split(_ guests: [WantedGuest]) -> (first: [WantedGuest], others: [WantedGuest]) {
        var seen: Set<[[String]]> = []
        var first: [WantedGuest] = []
        var others: [WantedGuest] = []
        for guest in guests {
            let kind = rows.map { row in (guest.settings.given[row.name] ?? []).map(\.text) }
            if seen.insert(kind).inserted { first.append(guest) } else { others.append(guest) }
        }
        return (first, others)
    }
}
