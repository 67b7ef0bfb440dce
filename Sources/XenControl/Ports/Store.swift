import Model

/// xenstore. One implementation talks to xenstored; tests have one in memory.
package protocol Store: AnyObject {
    /// - Returns: nil where there is no such node. What a guest may write is hostile: its length and its characters
    ///   are whatever it likes.
    func read(_ path: String) throws(ProvisionError) -> String?
    /// Names of the nodes below; none where there is no such node.
    func list(_ path: String) throws(ProvisionError) -> [String]
    func apply(_ operation: StoreOperation) throws(ProvisionError)
    /// Tells xenstored of the domain; from then on it serves its ring.
    func introduce(_ domid: UInt32, ring: Ring) throws(ProvisionError)
    /// Makes the descriptor readable whenever a domain has shut down or is gone; what it told before is forgotten.
    ///
    /// - Returns: a descriptor for poll(2); -1 where the store has none.
    func watchForEnds() throws(ProvisionError) -> Int32
    func begin() throws(ProvisionError)
    /// - Returns: false where somebody else came between, and nothing has been changed.
    func commit() throws(ProvisionError) -> Bool
    func abort()
}

extension Store {
    package func apply(_ operations: [StoreOperation]) throws(ProvisionError) {
        for operation in operations { try apply(operation) }
    }

    /// Does all or nothing, again when somebody else came between.
    ///
    /// - Throws: `.busy` after 50 attempts: a guest that writes without end must not hold us for ever.
    package func transaction(_ body: () throws(ProvisionError) -> Void) throws(ProvisionError) {
        for _ in 0..<50 {
            try begin()
            do {
                try body()
            } catch {
                abort()
                throw error
            }
            if try commit() { return }
        }
        throw ProvisionError(
            .busy, "xenstore changes under our hands", hint: "look for a guest that writes without end")
    }

    /// All operations in one transaction.
    package func commit(_ operations: [StoreOperation]) throws(ProvisionError) {
        try transaction { () throws(ProvisionError) in try apply(operations) }
    }

    /// The domain that runs a service, 0 where none is named.
    func serviceDomain(_ name: String) throws(ProvisionError) -> UInt32 {
        try read("/tool/\(name)/domid").flatMap { UInt32($0) } ?? 0
    }

    /// The state of one side of a device (xenbus: 1 to 8); nil where there is none or it is no number.
    func state(_ end: String) throws(ProvisionError) -> Int? { try read(end + "/state").flatMap { Int($0) } }
}
