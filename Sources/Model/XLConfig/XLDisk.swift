/// One entry of `disk`: xl-disk-configuration(5).
package struct XLDisk: Hashable, Codable, Sendable {
    /// How the image is laid out; `empty` is a drive without medium.
    package enum Format: String, Hashable, Codable, Sendable, CaseIterable { case raw, qcow, qcow2, vhd, qed, empty }
    /// Whether the guest may write.
    package enum Access: String, Hashable, Codable, Sendable { case readOnly = "ro", readWrite = "rw" }

    /// Block device or image on the host; nil for an empty drive.
    package var target: String?
    /// Layout of the image; block devices are raw.
    package var format: Format
    /// The device in the guest: `xvda2`, `hda`, `sda1`.
    package var vdev: String
    /// CD drives are always read-only, whatever the file says.
    package var access: Access
    /// A drive whose medium may be missing (`devtype=cdrom`).
    package var isCDROM: Bool
    /// Hotplug script for the target (`block-nbd`).
    package var script: String?
    /// All other parameters as they stand: `discard`, `backendtype=qdisk`.
    package var others: [String]

    /// A disk as it is to be written; nothing is checked before `text()`.
    package init(
        target: String?, format: Format = .raw, vdev: String, access: Access = .readWrite, isCDROM: Bool = false,
        script: String? = nil, others: [String] = []
    ) {
        self.target = target
        self.format = format
        self.vdev = vdev
        self.access = access
        self.isCDROM = isCDROM
        self.script = script
        self.others = others
    }

    /// Reads the `key=value` form, the positional forms (`target,format,vdev,access`) and those with one of the old
    /// prefixes (`phy:`, `file:`, `tap:aio:`), by the rules of Xen's libxlu_disk_l.l.
    ///
    /// - Throws: `.badInput` with the reason where xl would refuse it.
    package init(parsing text: String) throws(ProvisionError) {
        var parser = XLDiskParser(text)
        self = try parser.disk()
    }

    /// The text for a list in a domain configuration, in the `key=value` form. The target stands last: it may hold
    /// commas there.
    ///
    /// - Throws: `.badInput` for what the syntax cannot carry.
    package func text() throws(ProvisionError) -> String {
        var parts = ["format=\(format.rawValue)", "vdev=\(vdev)", "access=\(access.rawValue)"]
        if isCDROM { parts.append("devtype=cdrom") }
        if let script { parts.append("script=\(script)") }
        parts += others
        for part in parts where part.utf8.contains(UInt8(ascii: ",")) {
            throw ProvisionError(.badInput, "'\(part.printable)' of a disk holds a comma, which would end it")
        }
        // Only a CD drive may go without a target; elsewhere an empty one has to be said.
        if let target = target ?? (isCDROM ? nil : "") {
            guard !target.hasSuffix(","), !target.utf8.contains(UInt8(ascii: "\n")) else {
                throw ProvisionError(
                    .badInput, "disk target '\(target.printable)' cannot stand in a domain configuration",
                    hint: "xl reads no target with a line feed in it or a comma at its end")
            }
            parts.append("target=\(target)")
        }
        return parts.joined(separator: ",")
    }
}
