import Model

/// Refuses addresses that cannot work together.
enum AddressingCheck {
    static func check(_ addressing: VifSpec.Addressing) throws(ProvisionError) {
        if addressing.dhcp4, !addressing.addresses(.ipv4).isEmpty {
            throw ProvisionError(
                .usage, "DHCP and a static IPv4 address exclude each other", hint: "give one of --dhcp and --ip")
        }
        for network in addressing.addresses { try checkHost(network) }
        if let peer = addressing.pointToPoint, addressing.addresses(peer.family).isEmpty {
            throw ProvisionError(
                .usage, "the peer \(peer) has no static \(peer.family.rawValue) address of the guest to go with",
                hint: "give --ip ADDRESS, or leave out --p2p")
        }
        for family in [IPAddress.Family.ipv4, .ipv6] {
            let gateways = addressing.gateways.filter { $0.family == family }
            guard gateways.count < 2 else {
                throw ProvisionError(.usage, "there is more than one \(family.rawValue) gateway", hint: "give one")
            }
            if let gateway = gateways.first { try check(gateway, addressing) }
        }
    }

    private static func checkHost(_ network: IPNetwork) throws(ProvisionError) {
        let address = network.address
        let isNetwork = address == network.base && network.prefixLength < address.width - 1 && address.family == .ipv4
        guard !isNetwork, address != network.broadcast else {
            throw ProvisionError(
                .usage, "\(network) is the \(isNetwork ? "network" : "broadcast") address itself, not a guest's",
                hint: "choose an address inside the network, or another prefix length")
        }
        guard !address.isLoopback, !address.isMulticast else {
            throw ProvisionError(.usage, "\(address) cannot be a guest's address")
        }
    }

    private static func check(_ gateway: IPAddress, _ addressing: VifSpec.Addressing) throws(ProvisionError) {
        let networks = addressing.addresses(gateway.family)
        guard !networks.isEmpty else {
            throw ProvisionError(
                .usage, "the gateway \(gateway) has no static \(gateway.family.rawValue) address to go with")
        }
        if networks.contains(where: { $0.address == gateway }) {
            throw ProvisionError(.usage, "the gateway \(gateway) is the guest's own address")
        }
        let isReachable =
            gateway.isLinkLocal || addressing.pointToPoint == gateway || networks.contains { $0.contains(gateway) }
        guard isReachable else {
            let list = networks.map(\.description).joined(separator: ", ")
            throw ProvisionError(
                .usage, "the gateway \(gateway) is outside the network of \(list)",
                hint: "correct it or the prefix length, or name it with --p2p where the link is point-to-point")
        }
    }
}

extension IPAddress {
    /// 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        family == .ipv4 ? octets[0] == 127 : octets.dropLast().allSatisfy { $0 == 0 } && octets.last == 1
    }

    var isMulticast: Bool { family == .ipv4 ? octets[0] & 0xF0 == 0xE0 : octets[0] == 0xFF }
}
