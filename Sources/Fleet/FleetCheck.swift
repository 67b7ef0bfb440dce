import Model
import Provision

/// Refuses guests that get in each other's way.
struct FleetCheck {
    let guests: [FleetGuest]
    let removed: [Located<GuestName>]

    func check() throws(ProvisionError) {
        try checkNames()
        try checkUnique(kind: "address") { guest in
            guest.settings[list: Settings.ip] + guest.vifParts("ip")
        } parse: { (text) throws(ProvisionError) in
            try IPNetwork(text) { $0 == .ipv4 ? 24 : 64 }.address.description
        }
        try checkUnique(kind: "MAC address") { guest in
            guest.settings[list: Settings.mac] + guest.vifParts("mac")
        } parse: { (text) throws(ProvisionError) in
            try MACAddress(text).description
        }
    }

    /// Names are files and hosts: two that differ in case only are one.
    private func checkNames() throws(ProvisionError) {
        var seen: [String: FleetPosition] = [:]
        for guest in guests {
            if let other = seen.updateValue(guest.position, forKey: guest.name.text.lowercased()) {
                throw guest.position.refusal(
                    "the guest \(guest.name) is there already, at \(other)", hint: "give one of them another name")
            }
        }
        for name in removed {
            if let other = seen[name.value.text.lowercased()] {
                throw name.position.refusal(
                    "\(name.value) is to be removed, and is a guest at \(other)", hint: "take it out of one of them")
            }
        }
    }

    private func checkUnique(
        kind: String, values: (FleetGuest) -> [SettingValue],
        parse: (String) throws(ProvisionError) -> String
    ) throws(ProvisionError) {
        var seen: [String: GuestName] = [:]
        for guest in guests {
            for value in values(guest) {
                guard let owner = seen.updateValue(guest.name, forKey: try parse(value.text)) else { continue }
                throw guest.place(of: value).refusal(
                    "\(guest.name): the \(kind) \(value.text.printable) belongs to \(owner)",
                    hint: owner == guest.name
                        ? "give it once" : "give each guest its own, or a range of guests a network with a pool")
            }
        }
    }
}

extension FleetGuest {
    /// Where a value of it stands.
    func place(of value: SettingValue) -> FleetPosition {
        guard case .document(let path, let line, let column) = value.origin else { return position }
        return FleetPosition(file: path, line: line, column: column)
    }

    /// The values of one key of its `vif` texts, those with `+` taken apart.
    func vifParts(_ key: String) -> [SettingValue] {
        settings[list: Settings.vif].flatMap { value in
            value.text.split(separator: ",").filter { $0.hasPrefix(key + "=") }
                .flatMap { $0.dropFirst(key.count + 1).split(separator: "+") }
                .map { SettingValue(String($0), value.origin) }
        }
    }
}
