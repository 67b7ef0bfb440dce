import Model

/// What is known about a guest that was made here: enough to list and to remove it without being told anything else.
/// One JSON file a guest; it never holds a secret.
package struct GuestRecord: Hashable, Codable, Sendable, SchemaDocument {
    package static let currentSchema = 1

    package enum State: String, Codable, Sendable {
        case complete
        /// Its removal has begun; `xen-delete-image` goes on with it.
        case deleting
    }

    /// An image file that belongs to the guest.
    package struct Image: Hashable, Codable, Sendable {
        package var path: String
        package var device: String
        package var type: String
        package var mountPoint: String?
        package var size: ByteSize
        package var uuid: UUIDValue
        /// nil is an image file.
        package var kind: Kind?
        /// What proves that a logical volume is the guest's.
        package var volume: VolumeRemoval?

        package init(
            path: String, device: String, type: String, mountPoint: String?, size: ByteSize, uuid: UUIDValue,
            kind: Kind? = nil, volume: VolumeRemoval? = nil
        ) {
            self.path = path
            self.device = device
            self.type = type
            self.mountPoint = mountPoint
            self.size = size
            self.uuid = uuid
            self.kind = kind
            self.volume = volume
        }

        package enum Kind: String, Codable, Sendable {
            /// A logical volume that was made for the guest.
            case volume
            /// A device that was there before; it stays when the guest goes.
            case device
        }
    }

    package var schema = GuestRecord.currentSchema
    package var state = State.complete
    package var name: GuestName
    package var uuid: UUIDValue
    package var run: RunID
    /// Seconds since 1970.
    package var createdAt: Int64
    package var distribution: String
    package var architecture: String
    package var installMethod: String
    /// Directory that holds nothing but this guest's images.
    package var imageDirectory: String
    package var images: [Image]
    package var vifs: [VifSpec]
    package var configuration: String
    /// The configuration as it was written, to tell a later edit by hand.
    package var configurationText: String
    /// Lines that were added to dom0's hosts file.
    package var hostsLines: [String]
    /// Public host keys as known_hosts lines.
    package var knownHosts: [String]
    package var fingerprints: [String]
    /// The settings that it was made from, by name, without defaults and secrets; nil in records of older versions.
    package var settings: [String: [String]]?
}
