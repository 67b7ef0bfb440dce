import Model

/// The number of a disk in the guest, by docs/man/xen-vbd-interface(7).
package enum VirtualDevice {
    /// - Parameter name: `xvda`, `xvdb2`, `xvdaa`; of the emulated names (`hda`, `sda`) there is none here.
    /// - Throws: `.badInput` for another name and for more than 2^20 disks or 255 partitions.
    package static func number(of name: String) throws(ProvisionError) -> UInt32 {
        guard name.hasPrefix("xvd") else { throw refusal(name) }
        let letters = name.dropFirst(3).prefix { ("a"..."z").contains($0) }
        let digits = name.dropFirst(3 + letters.count)
        guard (1...4).contains(letters.count), digits.isEmpty || isPartition(digits) else { throw refusal(name) }
        // Spreadsheet columns: z is followed by aa.
        let disk = letters.utf8.reduce(UInt32(0)) { $0 * 26 + UInt32($1 - UInt8(ascii: "a")) + 1 } - 1
        let partition = UInt32(digits) ?? 0
        guard disk < 1 << 20, partition < 256 else { throw refusal(name) }
        // The old form has four bits for each; the extended one is marked by bit 28.
        return disk <= 15 && partition <= 15 ? 202 << 8 | disk << 4 | partition : 1 << 28 | disk << 8 | partition
    }

    private static func isPartition(_ digits: Substring) -> Bool {
        digits.count <= 3 && digits.first != "0" && digits.allSatisfy { ("0"..."9").contains($0) }
    }

    private static func refusal(_ name: String) -> ProvisionError {
        ProvisionError(
            .badInput, "'\(name.printable)' is no disk of a PV or PVH guest", hint: "name disks xvda, xvda1, xvdb, …")
    }
}
