/// A file system of the disk and where on the disk it is, as boot loaders name that place.
package struct BootVolume {
    /// Where a file system lies.
    package enum Place: Equatable, Sendable {
        /// The disk has no partitions; the file system begins where the disk does.
        case disk
        /// The partition with this number, counted from 1 as Linux and GRUB 2 count.
        case partition(Int)
        /// An LVM volume; `identifier` is LVM's own `GROUP-UUID/VOLUME-UUID`, which GRUB writes as `lvmid/…`.
        case logicalVolume(group: String, name: String, identifier: String?)
    }

    package let place: Place
    package let files: any GuestFileSystem

    package init(_ place: Place, _ files: any GuestFileSystem) {
        self.place = place
        self.files = files
    }

    /// The place for a message: `partition 2 (ext4)`.
    package var description: String {
        switch place {
        case .disk: "the disk (\(files.type))"
        case .partition(let number): "partition \(number) (\(files.type))"
        case .logicalVolume(let group, let name, _): "volume \(Self.shown(group))/\(Self.shown(name)) (\(files.type))"
        }
    }

    /// What GRUB would call this place.
    var grubName: String {
        switch place {
        case .disk: "hd0"
        case .partition(let number): "hd0,\(number)"
        case .logicalVolume(let group, let name, _): "lvm/\(Self.mapped(group))-\(Self.mapped(name))"
        }
    }

    /// Device mapper's spelling of a name: a dash is doubled, because a single one separates group and volume.
    private static func mapped(_ name: String) -> String {
        name.utf8.reduce(into: "") { $0 += $1 == 0x2d ? "--" : String(UnicodeScalar($1)) }
    }

    private static func shown(_ name: String) -> String { ExtractionError.printable(name.utf8) }
}
