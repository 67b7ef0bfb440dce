import Model

/// Reads the network settings: the first vif from the options that xen-tools had, further ones from `--vif`.
struct NetworkSpecBuilder {
    let request: SpecRequest
    let name: GuestName
    let distribution: String

    func build() throws(ProvisionError) -> NetworkSpec {
        var vifs = [try firstVif()]
        for value in request.values[list: Settings.vif] {
            vifs.append(try VifOption(request: request, index: vifs.count, guest: name).parse(value.text))
        }
        try checkConflicts(vifs)
        for value in request.values[list: Settings.searchDomain] {
            try request.naming(Settings.searchDomain) { () throws(ProvisionError) in
                try SearchDomainCheck.check(value.text)
            }
        }
        return NetworkSpec(vifs: vifs, nameservers: try nameservers(), searchDomains: searchDomains())
    }

    private func firstVif() throws(ProvisionError) -> VifSpec {
        let values = request.values
        let addressing = try firstAddressing()
        var vif = VifSpec(
            index: 0, mac: try firstMAC(addressing), bridge: try Bridge(request).choose(), addressing: addressing)
        vif.hostInterface = try values.text(Settings.vifname).map { (text) throws(ProvisionError) in
            try request.naming(Settings.vifname) { () throws(ProvisionError) in try VifCheck.name(text) }
        }
        vif.rate = try values.text(Settings.rate).map { (text) throws(ProvisionError) in
            try request.naming(Settings.rate) { () throws(ProvisionError) in try VifCheck.rate(text) }
        }
        vif.portVLAN = try request.number(Settings.vlan, in: 1...4094)
        vif.guestVLAN = try request.number(Settings.guestVLAN, in: 1...4094)
        vif.mtu = try request.number(Settings.mtu, in: 68...65535)
        return vif
    }

    private func firstAddressing() throws(ProvisionError) -> VifSpec.Addressing {
        let values = request.values
        var addressing = VifSpec.Addressing()
        addressing.dhcp4 = values.isOn(Settings.dhcp)
        addressing.dhcp6 = values.isOn(Settings.dhcp6)
        addressing.acceptsRouterAdvertisements = values.isOn(Settings.slaac)
        addressing.addresses = try values[list: Settings.ip].map { (value) throws(ProvisionError) in
            try request.naming(Settings.ip) { () throws(ProvisionError) in try network(value.text) }
        }
        addressing.gateways = try values[list: Settings.gateway].map { (value) throws(ProvisionError) in
            try request.naming(Settings.gateway) { () throws(ProvisionError) in try IPAddress(value.text) }
        }
        addressing.broadcast = try address(Settings.broadcast)
        addressing.pointToPoint = try address(Settings.pointToPoint)
        if addressing.isEmpty {
            throw ProvisionError(
                .usage, "the guest has no address", hint: "give --ip ADDRESS, --dhcp or --slaac")
        }
        try AddressingCheck.check(addressing)
        return addressing
    }

    private func network(_ text: String) throws(ProvisionError) -> IPNetwork {
        let mask = try address(Settings.netmask)
        let prefix = try mask.map { (mask) throws(ProvisionError) in try IPNetwork.prefixLength(ofNetmask: mask) } ?? 24
        return try IPNetwork(text) { $0 == .ipv4 ? prefix : 64 }
    }

    private func address(_ setting: Setting) throws(ProvisionError) -> IPAddress? {
        guard let text = request.values.text(setting) else { return nil }
        return try request.naming(setting) { () throws(ProvisionError) in try IPAddress(text) }
    }

    private func firstMAC(_ addressing: VifSpec.Addressing) throws(ProvisionError) -> MACAddress {
        if let text = request.values.text(Settings.mac) {
            return try request.naming(Settings.mac) { () throws(ProvisionError) in try MACAddress(text) }
        }
        let addresses = addressing.addresses.map(\.address.description)
        return MACChoice(taken: request.takenMACs).choose { salt in
            .xenTools(
                hostname: name.text, ips: addresses, dhcp: addressing.dhcp4, suite: distribution, salt: salt)
        }
    }

    private func nameservers() throws(ProvisionError) -> [IPAddress] {
        let given = request.values[list: Settings.nameserver].flatMap { value in
            value.text.split { $0 == " " || $0 == "," }.map(String.init)
        }
        if given.isEmpty {
            // A resolver on dom0's loopback is of no use inside the guest.
            return request.facts.nameservers.compactMap { try? IPAddress($0) }.filter { !$0.isLoopback }
        }
        return try given.map { (text) throws(ProvisionError) in
            try request.naming(Settings.nameserver) { () throws(ProvisionError) in try IPAddress(text) }
        }
    }

    private func searchDomains() -> [String] {
        let given = request.values[list: Settings.searchDomain].map(\.text)
        if !given.isEmpty { return given }
        return name.domain.map { [$0] } ?? request.facts.searchDomains
    }

    private func checkConflicts(_ vifs: [VifSpec]) throws(ProvisionError) {
        if let twice = vifs.map(\.mac).firstDuplicate {
            throw ProvisionError(.usage, "two vifs have the MAC address \(twice)", hint: "give each its own")
        }
        let addresses = vifs.flatMap { $0.addressing.addresses.map(\.address) }
        if let twice = addresses.firstDuplicate {
            throw ProvisionError(.usage, "the address \(twice) is given twice")
        }
        try AddressOwners(request: request, name: name).refuseTaken(vifs)
    }
}

/// Draws MAC addresses until one is free.
struct MACChoice {
    let taken: Set<MACAddress>

    /// - Parameter draw: the address for a salt; 0 is the one that xen-tools would give.
    func choose(_ draw: (Int) -> MACAddress) -> MACAddress {
        var salt = 0
        while salt < 1000, taken.contains(draw(salt)) { salt += 1 }
        return draw(salt)
    }
}
