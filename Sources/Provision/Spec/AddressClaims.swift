import Model

extension VifSpec {
    /// The addresses that are this vif's alone, of IP and of Ethernet.
    package var claims: [String] { addressing.addresses.map(\.address.description) + [mac.description] }
}

extension GuestSpec {
    /// What a run claims before it makes the guest.
    package var claims: [String] { network.vifs.flatMap(\.claims) }
}
