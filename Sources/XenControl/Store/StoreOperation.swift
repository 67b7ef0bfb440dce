/// Who may do what with a node of xenstore.
///
/// The first entry names the owner, and its rights are those of *everybody* not listed: they stay none in each of our
/// lists, or every domain of the host could read or write the node.
package struct StorePermissions: Hashable, Sendable {
    /// One domain's rights.
    package struct Entry: Hashable, Sendable {
        package let domid: UInt32
        package let mayRead: Bool
    }

    /// The owner first.
    package let entries: [Entry]

    private init(owner: UInt32, reader: UInt32? = nil) {
        entries = [Entry(domid: owner, mayRead: false)] + (reader.map { [Entry(domid: $0, mayRead: true)] } ?? [])
    }

    /// dom0's, and the domain may read it.
    package static func readable(by domid: UInt32) -> StorePermissions { StorePermissions(owner: 0, reader: domid) }

    /// The domain's own.
    package static func owned(by domid: UInt32) -> StorePermissions { StorePermissions(owner: domid) }

    /// dom0's alone.
    package static let hidden = StorePermissions(owner: 0)

    /// A frontend's: the domain's own, and the backend in dom0 may read it.
    package static func frontend(of domid: UInt32) -> StorePermissions { StorePermissions(owner: domid, reader: 0) }
}

extension StorePermissions: CustomStringConvertible {
    /// As `xenstore-ls -p` writes it, without its brackets: `n0,r1`.
    package var description: String {
        entries.map { ($0.mayRead ? "r" : "n") + String($0.domid) }.joined(separator: ",")
    }
}

/// One change of xenstore, as a value: a tree can be compared before anything is written.
package enum StoreOperation: Hashable, Sendable {
    /// Nothing happens where nothing is.
    case remove(String)
    /// Without permissions a new node has those of its parent.
    case write(String, String, StorePermissions?)

    /// An empty node with permissions of its own.
    static func node(_ path: String, _ permissions: StorePermissions) -> StoreOperation {
        .write(path, "", permissions)
    }
}
