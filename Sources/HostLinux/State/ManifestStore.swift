import Model
import Provision

/// What the guests were made of: one JSON file each.
package struct ManifestStore {
    private let directory: String

    package init(directory: String) { self.directory = directory }

    /// - Returns: nil for a guest of which nothing was noted.
    /// - Throws: `.badInput` naming the file that cannot be understood.
    package func manifest(of guest: GuestName) throws(ProvisionError) -> GuestManifest? {
        try SchemaFile(path(guest), holds: "a guest's manifest", remedy: "restore it from a backup").read()
    }

    package func remove(_ guest: GuestName) throws(ProvisionError) { try LinuxFiles().removeFile(path(guest)) }

    private func path(_ guest: GuestName) -> String { "\(directory)/\(guest).json" }
}
