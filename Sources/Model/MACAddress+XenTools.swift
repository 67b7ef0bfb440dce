extension MACAddress {
    /// The address that xen-tools gives to a guest's first vif: Xen's prefix and the first three bytes of the MD5 of
    /// host name, addresses with commas between them, `1` for DHCP, and suite, all joined.
    ///
    /// A guest that is built again so gets the address that DHCP servers and switches know already.
    ///
    /// - Parameters:
    ///   - ips: As they were given, in order; empty with DHCP.
    ///   - suite: xen-tools' `--dist`.
    ///   - salt: 0 for xen-tools' own address; other numbers draw other ones, for a second vif or after a collision.
    package static func xenTools(
        hostname: String, ips: [String], dhcp: Bool, suite: String, salt: Int = 0
    ) -> MACAddress {
        let text = hostname + ips.joined(separator: ",") + (dhcp ? "1" : "") + suite + (salt == 0 ? "" : "#\(salt)")
        let bytes = MD5Digest(of: Array(text.utf8)).bytes
        return MACAddress(xenSuffix: (bytes[0], bytes[1], bytes[2]))
    }
}
