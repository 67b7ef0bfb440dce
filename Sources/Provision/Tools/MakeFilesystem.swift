import Distros
import Model

/// The command that makes one file system in an image, and fills it from a tree where the tool can.
package struct MakeFilesystem {
    package let volume: VolumeSpec
    package let image: String
    /// What it shall hold; nil for an empty one and for swap.
    package let tree: String?
    /// Words for `mke2fs -O`: what the guest's own kernel cannot mount, such as `^metadata_csum`.
    package let ext4Features: [String]
    /// Whether it is made on a block device, which has been wiped: discarding again could bring old content back, for
    /// not every device reads as zeros then.
    package let isOnDevice: Bool
    /// Nil where every file system may be another one.
    package let reproduction: Reproduction?

    package init(
        volume: VolumeSpec, image: String, tree: String?, ext4Features: [String], isOnDevice: Bool = false,
        reproduction: Reproduction? = nil
    ) {
        self.reproduction = reproduction
        self.volume = volume
        self.image = image
        self.tree = tree
        self.ext4Features = ext4Features
        self.isOnDevice = isOnDevice
    }

    /// xfs has no tool that takes a tree with directories; it is filled through a mount.
    package static func needsMount(_ type: String) -> Bool { type == "xfs" }

    package var invocation: ToolInvocation {
        switch volume.type {
        case "swap": tool("mkswap", ["--uuid", volume.uuid.description, image])
        case "xfs": tool("mkfs.xfs", ["-q", "-f"] + (isOnDevice ? ["-K"] : []) + ["-m", "uuid=\(volume.uuid)", image])
        case "btrfs":
            tool(
                "mkfs.btrfs",
                ["--quiet", "--force"] + (isOnDevice ? ["--nodiscard"] : []) + ["--uuid", volume.uuid.description]
                    + (tree.map { ["--rootdir", $0] } ?? []) + [
                        image
                    ])
        default: tool("mke2fs", extArguments)
        }
    }

    private var extArguments: [String] {
        var words = ["-q", "-F", "-t", volume.type, "-U", volume.uuid.description]
        // ext2 and ext3 have none of them to begin with.
        if volume.type == "ext4", !ext4Features.isEmpty { words += ["-O", ext4Features.joined(separator: ",")] }
        // The seed of directories' hashes is no secret of a file system: the UUID does.
        let extended = (isOnDevice ? ["nodiscard"] : []) + (reproduction == nil ? [] : ["hash_seed=\(volume.uuid)"])
        if !extended.isEmpty { words += ["-E", extended.joined(separator: ",")] }
        if let tree { words += ["-d", tree] }
        return words + [image]
    }

    private func tool(_ name: String, _ arguments: [String]) -> ToolInvocation {
        ToolInvocation(
            name, arguments, environment: reproduction?.toolEnvironment ?? [:],
            purpose: "make \(volume.type) for \(volume.mountPoint ?? "swap") in \(image)")
    }
}

extension Reproduction {
    /// What has e2fsprogs take the time for the present (before 1.47.1 it knows its own variable only).
    var toolEnvironment: [String: String] {
        ["E2FSPROGS_FAKE_TIME": "\(epoch)", "SOURCE_DATE_EPOCH": "\(epoch)"]
    }
}

/// `sfdisk` for a GUID partition table with one partition.
package struct PartitionDisk {
    package let image: String
    /// Bytes of the file system.
    package let content: ByteSize
    package let diskID: UUIDValue
    package let partitionID: UUIDValue

    package init(image: String, content: ByteSize, diskID: UUIDValue, partitionID: UUIDValue) {
        self.image = image
        self.content = content
        self.diskID = diskID
        self.partitionID = partitionID
    }

    /// Room before the partition, and behind it for the backup table.
    package static let overhead = ByteSize(mebibytes: 2)
    /// "Linux root (x86-64)" of the Discoverable Partitions Specification.
    private static let rootType = "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709"

    package var invocation: ToolInvocation {
        ToolInvocation("sfdisk", ["--quiet", image], purpose: "partition \(image)")
    }

    package var script: String {
        """
        label: gpt
        label-id: \(diskID)
        start=2048, size=\(content.bytes / 512), type=\(Self.rootType), uuid=\(partitionID), name="root"

        """
    }
}

/// `ssh-keygen` for one host key.
package struct MakeHostKey {
    package let kind: HostKey.Kind
    package let guest: GuestName
    package let directory: String

    package init(kind: HostKey.Kind, guest: GuestName, directory: String) {
        self.kind = kind
        self.guest = guest
        self.directory = directory
    }

    package var path: String { "\(directory)/ssh_host_\(kind)_key" }

    package var invocation: ToolInvocation {
        // swift-format-ignore
        ToolInvocation(
            "ssh-keygen", ["-q", "-t", kind.rawValue, "-N", "", "-C", "root@\(guest.short)", "-f", path],
            purpose: "make the guest's \(kind) host key")
    }

    package var fingerprint: ToolInvocation {
        ToolInvocation("ssh-keygen", ["-l", "-f", path + ".pub"], purpose: "read the host key's fingerprint")
    }
}
