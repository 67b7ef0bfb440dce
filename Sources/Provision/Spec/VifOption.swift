import Model

/// Parses `--vif bridge=…,ip=…+…,gateway=…`.
struct VifOption {
    let request: SpecRequest
    let index: Int
    let guest: GuestName

    func parse(_ text: String) throws(ProvisionError) -> VifSpec {
        var keys: [String: String] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { String($0).trimmed }
            keys[pair[0]] = pair.count == 2 ? pair[1] : "1"
        }
        do throws(ProvisionError) {
            return try vif(keys)
        } catch {
            throw error.during("--vif \(text.printable)")
        }
    }

    private func vif(_ keys: [String: String]) throws(ProvisionError) -> VifSpec {
        let known = [
            "bridge", "ip", "gateway", "mac", "mtu", "vlan", "guest-vlan", "rate", "vifname", "script", "dhcp", "dhcp6",
            "slaac", "netmask", "p2p",
        ]
        if let stray = keys.keys.sorted().first(where: { !known.contains($0) }) {
            throw ProvisionError(
                .usage, "'\(stray.printable)' is no key of a vif", hint: "use \(known.joined(separator: ", "))")
        }
        let addressing = try addressing(keys)
        var vif = VifSpec(
            index: index, mac: try mac(keys, addressing), bridge: try bridge(keys["bridge"]), addressing: addressing)
        vif.script = keys["script"]
        vif.rate = try keys["rate"].map { (text) throws(ProvisionError) in try VifCheck.rate(text) }
        vif.hostInterface = try keys["vifname"].map { (text) throws(ProvisionError) in try VifCheck.name(text) }
        vif.portVLAN = try number(keys, "vlan", 1...4094)
        vif.guestVLAN = try number(keys, "guest-vlan", 1...4094)
        vif.mtu = try number(keys, "mtu", 68...65535)
        return vif
    }

    private func bridge(_ given: String?) throws(ProvisionError) -> String {
        guard let given else { return try Bridge(request).choose() }
        guard Bridge.isName(given) else {
            throw ProvisionError(.usage, "'\(given.printable)' is not an interface's name")
        }
        return given
    }

    private func addressing(_ keys: [String: String]) throws(ProvisionError) -> VifSpec.Addressing {
        var addressing = VifSpec.Addressing()
        func isOn(_ key: String) -> Bool { keys[key].map { !["0", "no", "off"].contains($0) } ?? false }
        addressing.dhcp4 = isOn("dhcp")
        addressing.dhcp6 = isOn("dhcp6")
        addressing.acceptsRouterAdvertisements = isOn("slaac")
        let mask = try keys["netmask"].map { (text) throws(ProvisionError) in
            try IPNetwork.prefixLength(ofNetmask: IPAddress(text))
        }
        addressing.addresses = try list(keys["ip"]).map { (text) throws(ProvisionError) in
            try IPNetwork(text) { $0 == .ipv4 ? mask ?? 24 : 64 }
        }
        addressing.gateways = try list(keys["gateway"]).map { (text) throws(ProvisionError) in try IPAddress(text) }
        addressing.pointToPoint = try keys["p2p"].map { (text) throws(ProvisionError) in try IPAddress(text) }
        try AddressingCheck.check(addressing)
        return addressing
    }

    private func mac(_ keys: [String: String], _ addressing: VifSpec.Addressing) throws(ProvisionError) -> MACAddress {
        if let text = keys["mac"] { return try MACAddress(text) }
        return MACChoice(taken: request.takenMACs).choose { salt in
            .xenTools(
                hostname: "\(guest.text)/eth\(index)", ips: addressing.addresses.map(\.address.description),
                dhcp: addressing.dhcp4, suite: "", salt: salt)
        }
    }

    private func list(_ text: String?) -> [String] { text?.split(separator: "+").map { String($0).trimmed } ?? [] }

    private func number(
        _ keys: [String: String], _ key: String, _ range: ClosedRange<Int>
    ) throws(ProvisionError) -> Int? {
        guard let text = keys[key] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ProvisionError(
                .usage, "\(key)=\(text.printable) does not fit", hint: "use \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
