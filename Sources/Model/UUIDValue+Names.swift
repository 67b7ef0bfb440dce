extension UUIDValue {
    /// The UUID of a name within a namespace (version 3 of RFC 9562, section 5.3): the same on every run.
    package init(name: String, namespace: UUIDValue) {
        self.init(MD5Digest(of: namespace.octets + Array(name.utf8)).bytes, version: 3)
    }

    /// The namespace of guests' names, drawn once at random; changing it would give every rebuilt guest a new UUID.
    package static let guests = UUIDValue(
        [0x6D, 0x0C, 0x3B, 0x5E, 0x9A, 0x41, 0x4F, 0x27, 0xB8, 0x13, 0x52, 0xE7, 0xC4, 0x0A, 0x96, 0x7D], version: 4)

    /// The UUID of a guest by its name, so that a guest that is built again keeps it.
    ///
    /// - Parameter salt: 0 first; other numbers give other UUIDs, for the case that a domain has this one already.
    package static func named(_ name: String, salt: Int = 0) -> UUIDValue {
        UUIDValue(name: name + (salt == 0 ? "" : "#\(salt)"), namespace: guests)
    }

    /// 1 to 8 for what RFC 9562 defines.
    package var version: Int { Int(octets[6] >> 4) }
}
