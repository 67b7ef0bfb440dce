/// One entry of `vif`: a comma list of xl-network-configuration(5).
package struct XLVif: Hashable, Codable, Sendable {
    /// The guest's address; nil leaves it to xl, which draws a new one at every start.
    package var mac: MACAddress?
    /// `ip=`: addresses apart by spaces, of which vif scripts make their filters. Kept as texts, because IPv6
    /// prefixes and host names occur there as well.
    package var addresses: [String] = []
    /// Name of the interface on the host.
    package var vifname: String?
    /// Bridge on the host; nil leaves it to xl.conf(5).
    package var bridge: String?
    /// Hotplug script; nil leaves it to xl.conf(5).
    package var script: String?
    /// Limit of what the guest sends, such as `10Mb/s@50ms`.
    package var rate: String?
    /// All other parameters as they stand, such as `model=e1000` or `trusted`.
    package var others: [String] = []

    /// A vif with nothing but what is most often said of one.
    package init(mac: MACAddress? = nil, bridge: String? = nil) {
        self.mac = mac
        self.bridge = bridge
    }

    /// Reads the text of a vif as xl does: empty parameters do not count, blanks in front of one are dropped.
    /// An empty value (`mac=`) counts as missing, so that xen-tools' half-filled lines can be read.
    ///
    /// - Throws: `.badInput` for a MAC address that is none.
    package init(parsing text: String) throws(ProvisionError) {
        for part in text.utf8.split(separator: UInt8(ascii: ",")) {
            let parameter = Substring(part).drop { $0 == " " }
            guard !parameter.isEmpty else { continue }
            guard let equals = parameter.firstIndex(of: "=") else {
                others.append(String(parameter).trimmed)
                continue
            }
            let value = String(parameter[parameter.index(after: equals)...]).trimmed
            try set(String(parameter[..<equals]), value.isEmpty ? nil : value, parameter: String(parameter))
        }
    }

    /// The text for a list in a domain configuration.
    ///
    /// - Throws: `.badInput` for a value with a comma, which would end it.
    package func text() throws(ProvisionError) -> String {
        let pairs = [
            ("mac", mac?.description), ("ip", addresses.isEmpty ? nil : addresses.joined(separator: " ")),
            ("vifname", vifname), ("bridge", bridge), ("script", script), ("rate", rate),
        ]
        let parts = pairs.compactMap { key, value in value.map { "\(key)=\($0)" } } + others
        for part in parts where part.utf8.contains(UInt8(ascii: ",")) {
            throw ProvisionError(.badInput, "'\(part.printable)' of a vif holds a comma, which would end it")
        }
        return parts.joined(separator: ",")
    }

    private mutating func set(_ key: String, _ value: String?, parameter: String) throws(ProvisionError) {
        switch key {
        case "mac": mac = try value.map { text throws(ProvisionError) in try Self.address(text) }
        case "ip": addresses = value?.split { $0.isWhitespace }.map(String.init) ?? []
        case "vifname": vifname = value
        case "bridge": bridge = value
        case "script": script = value
        case "rate": rate = value
        default: others.append(parameter.trimmed)
        }
    }

    private static func address(_ text: String) throws(ProvisionError) -> MACAddress {
        do {
            return try MACAddress(text)
        } catch {
            throw ProvisionError(.badInput, "vif: \(error.message)", hint: error.hint)
        }
    }
}
