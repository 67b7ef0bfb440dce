/// What the main program asks of the control layer: one JSON object a line, `{"pause":{"domain":{"name":"web1"}}}`.
package enum ControlRequest: Hashable, Codable, Sendable {
    /// The hypervisor, its version and its memory.
    case info
    /// All domains, dom0 too.
    case list
    /// Makes a domain, gives it its devices and lets it run.
    case start(request: DomainRequest)
    case pause(domain: DomainSelector)
    case unpause(domain: DomainSelector)
    /// Asks the guest; the answer comes when it has heard, not when it is done.
    case shutdown(domain: DomainSelector, reason: ShutdownRequest)
    /// Ends it at once and takes everything away that it had.
    case destroy(domain: DomainSelector)
    /// The terminal of its console.
    case console(domain: DomainSelector)
    /// Takes the run's mark off a domain that it has made, and lets it run unless it is to stay paused; nothing happens
    /// where there is none.
    case release(domain: MarkedDomain, staysPaused: Bool)
    /// Takes back a start: removes the domain if it bears that mark, or has no name yet.
    case remove(domain: MarkedDomain)
    /// Waits until it has shut down or is gone, at most so many seconds; nil is for ever. A shutdown for the reason
    /// `past` is no end: it is being saved, or somebody else deals with it.
    case wait(domain: DomainIdentity, seconds: Double?, past: ShutdownReason?)
}

/// What a guest is asked to do (the words of `control/shutdown` in xenstore).
package enum ShutdownRequest: String, Hashable, Codable, Sendable, CaseIterable { case poweroff, reboot }

/// Which domain is meant. Names are found in xenstore, where only dom0 may write them.
package enum DomainSelector: Hashable, Codable, Sendable {
    case name(String)
    case domid(UInt32)
    /// A domain on its way out may have lost its name already.
    case uuid(UUIDValue)

    private enum CodingKeys: String, CodingKey { case name, domid, uuid }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let domid = try container.decodeIfPresent(UInt32.self, forKey: .domid) {
            self = .domid(domid)
        } else if let uuid = try container.decodeIfPresent(UUIDValue.self, forKey: .uuid) {
            self = .uuid(uuid)
        } else {
            self = .name(try container.decode(String.self, forKey: .name))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .name(let name): try container.encode(name, forKey: .name)
        case .domid(let domid): try container.encode(domid, forKey: .domid)
        case .uuid(let uuid): try container.encode(uuid, forKey: .uuid)
        }
    }
}

extension DomainSelector: CustomStringConvertible {
    /// As a sentence names it.
    package var description: String {
        switch self {
        case .name(let name): name.printable
        case .domid(let domid): "domain \(domid)"
        case .uuid(let uuid): "the domain \(uuid)"
        }
    }
}
