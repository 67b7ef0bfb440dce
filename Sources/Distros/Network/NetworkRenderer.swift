/// What configures the network inside a guest.
package enum NetworkRenderer: String, CaseIterable, Codable, Sendable {
    case ifupdown
    case networkd = "systemd-networkd"
    case netplan
    case networkManager = "NetworkManager"
}
