/// The manifests of guests as one document, to be kept with a fleet's file.
package struct LockDocument: Hashable, Codable, Sendable, SchemaDocument {
    package static let currentSchema = 1

    package var schema = LockDocument.currentSchema
    /// Sorted by name.
    package var guests: [GuestManifest]

    package init(_ guests: [GuestManifest]) { self.guests = guests.sorted { $0.guest < $1.guest } }
}
