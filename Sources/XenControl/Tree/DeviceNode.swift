import Model

/// The three kinds of devices that we give a domain, by their names in xenstore.
package enum DeviceKind: String, Hashable, Sendable, CaseIterable { case console, vbd, vif }

/// Where a device stands in xenstore.
///
/// The places are computed from numbers of ours and never read from a node that the guest may write: who follows
/// `device/vbd/…/backend` removes as dom0 what the guest has chosen.
package struct DeviceNode: Hashable, Sendable {
    package let domid: UInt32
    package let kind: DeviceKind
    package let index: UInt32

    package init(domid: UInt32, kind: DeviceKind, index: UInt32) {
        self.domid = domid
        self.kind = kind
        self.index = index
    }

    package var frontend: String {
        kind == .console ? "/local/domain/\(domid)/console" : "/local/domain/\(domid)/device/\(kind)/\(index)"
    }
    package var backend: String { "/local/domain/0/\(relativeBackend)" }
    /// Below dom0's home, as hotplug scripts want it.
    package var relativeBackend: String { "backend/\(kind)/\(domid)/\(index)" }
    package var record: String { "/libxl/\(domid)/device/\(kind)/\(index)" }

    /// What libxl__device_generic_add writes: dom0's record, the frontend and the backend, in one transaction.
    ///
    /// - Parameters:
    ///   - backend: keys that the guest may read.
    ///   - frontend: keys that the guest may change.
    ///   - fixed: keys of the frontend that it may not.
    func operations(
        backend: [(String, String)], frontend: [(String, String)], fixed: [(String, String)]
    ) -> [StoreOperation] {
        let readable = StorePermissions.readable(by: domid)
        let own = StorePermissions.frontend(of: domid)
        let recorded = [("frontend", self.frontend), ("backend", self.backend)] + backend
        var operations: [StoreOperation] = [.remove(record)]
        operations += recorded.map { .write("\(record)/\($0.0)", $0.1, nil) }
        operations += [.remove(self.frontend), .node(self.frontend, kind == .console ? readable : own)]
        operations.append(.write("\(self.frontend)/backend", self.backend, nil))
        operations += frontend.map { .write("\(self.frontend)/\($0.0)", $0.1, own) }
        operations += fixed.map { .write("\(self.frontend)/\($0.0)", $0.1, readable) }
        operations += [.remove(self.backend), .node(self.backend, readable)]
        operations.append(.write("\(self.backend)/frontend", self.frontend, nil))
        operations += backend.map { .write("\(self.backend)/\($0.0)", $0.1, nil) }
        return operations
    }
}
