/// A part of a disk that may hold a file system.
package struct Partition: Equatable, Sendable {
    /// As the kernel numbers it: logical ones of an MBR from 5 on; 0 is the whole disk.
    package let number: Int
    /// Where it begins, in bytes.
    package let start: UInt64
    /// How long it is, in bytes.
    package let size: UInt64
    /// What the table says it is for: `Linux`, `EFI system`, or the bare type; fit for a terminal.
    package let description: String
    /// The boot flag of an MBR entry, or the "legacy BIOS bootable" attribute of a GPT entry.
    package let isActive: Bool

    package init(number: Int, start: UInt64, size: UInt64, description: String, isActive: Bool = false) {
        self.number = number
        self.start = start
        self.size = size
        self.description = description
        self.isActive = isActive
    }

    /// The partition as a source of its own.
    package func source(of disk: any DiskSource) throws(ExtractionError) -> any DiskSource {
        number == 0 && start == 0 && size == disk.size ? disk : try DiskSlice(of: disk, start: start, size: size)
    }
}

/// How a disk is divided.
package struct PartitionTable: Equatable, Sendable {
    /// The kind of table, by the name GRUB gives it in `(hd0,gpt1)`.
    package enum Scheme: String, Sendable {
        /// The whole disk is one file system.
        case none
        case mbr = "msdos"
        case gpt
    }

    package let scheme: Scheme
    /// In the order of their numbers. Without a table, and on a hybrid ISO, number 0 stands for the whole disk.
    package let partitions: [Partition]
    /// What is wrong with the table and was put up with, one sentence each.
    package let warnings: [String]

    /// The partitions in the order to look for a boot configuration in: the whole disk, active ones, then by number,
    /// as pygrub means to do it.
    package var searchOrder: [Partition] {
        partitions.filter { $0.number == 0 } + partitions.filter { $0.number != 0 && $0.isActive }
            + partitions.filter { $0.number != 0 && !$0.isActive }
    }

    /// Reads the table of a disk.
    ///
    /// - Throws: `.corrupt` when the disk says that it has a GPT and neither copy is valid, `.limit`, `.unreadable`.
    package static func read(_ disk: any DiskSource) throws(ExtractionError) -> PartitionTable {
        let whole = Partition(number: 0, start: 0, size: disk.size, description: "whole disk")
        guard let boot = try BootRecord.read(disk) else {
            return PartitionTable(scheme: .none, partitions: [whole], warnings: [])
        }
        // Both an ISO and a disk: its partitions are for the firmware, and the file system begins at 0.
        let isISO = try disk.read(at: 0x8001, upTo: 5) == Array("CD001".utf8)
        let table = try boot.isProtective ? guarded(disk, boot) : boot.table(of: disk)
        guard isISO else { return table }
        return PartitionTable(scheme: table.scheme, partitions: [whole] + table.partitions, warnings: table.warnings)
    }

    /// A GPT; where it is broken but the MBR beside it names partitions too, those.
    private static func guarded(
        _ disk: any DiskSource, _ boot: BootRecord
    ) throws(ExtractionError) -> PartitionTable {
        do {
            return try GUIDTable.read(disk)
        } catch {
            let plain = try boot.table(of: disk)
            guard error.kind == .corrupt, !plain.partitions.isEmpty else { throw error }
            return PartitionTable(
                scheme: .mbr, partitions: plain.partitions, warnings: [error.message] + plain.warnings)
        }
    }
}
