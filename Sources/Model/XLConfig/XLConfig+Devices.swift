extension XLConfig {
    /// The virtual block devices in the file's order; none where the key is missing.
    ///
    /// - Throws: `.badInput` for a specification that xl refuses.
    package func disks() throws(ProvisionError) -> [XLDisk] {
        var disks: [XLDisk] = []
        for text in try specifications(XLKey.disk) { disks.append(try XLDisk(parsing: text)) }
        return disks
    }

    /// - Throws: `.badInput` for a disk that xl's syntax cannot carry.
    package mutating func setDisks(_ disks: [XLDisk]) throws(ProvisionError) {
        var texts: [String] = []
        for disk in disks { texts.append(try disk.text()) }
        store(XLKey.disk, disks.isEmpty ? nil : .strings(texts))
    }

    /// The virtual interfaces in the file's order; none where the key is missing.
    ///
    /// - Throws: `.badInput` for a MAC address or a list that is none.
    package func vifs() throws(ProvisionError) -> [XLVif] {
        var vifs: [XLVif] = []
        for text in try specifications(XLKey.vif) { vifs.append(try XLVif(parsing: text)) }
        return vifs
    }

    /// - Throws: `.badInput` for a vif that xl's syntax cannot carry.
    package mutating func setVifs(_ vifs: [XLVif]) throws(ProvisionError) {
        var texts: [String] = []
        for vif in vifs { texts.append(try vif.text()) }
        store(XLKey.vif, vifs.isEmpty ? nil : .strings(texts))
    }

    private func specifications(_ key: String) throws(ProvisionError) -> [String] {
        guard let value = self[key] else { return [] }
        guard let texts = value.texts else {
            throw ProvisionError(
                .badInput, "\(key) is no list of strings in the domain configuration",
                hint: "write it like \(key) = ['…', '…']")
        }
        return texts
    }
}
