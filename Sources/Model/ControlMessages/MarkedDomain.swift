/// A domain that a certain run has made: found by its UUID, proven by the mark that the run left in xenstore.
///
/// A UUID alone proves nothing, for a guest has the same at every start, whoever starts it.
package struct MarkedDomain: Hashable, Codable, Sendable {
    package var uuid: UUIDValue
    /// The run's random name.
    package var mark: String

    package init(uuid: UUIDValue, mark: String) {
        self.uuid = uuid
        self.mark = mark
    }
}

/// A domain that is there now; numbers are used again, so the UUID belongs to it.
package struct DomainIdentity: Hashable, Codable, Sendable {
    package var domid: UInt32
    package var uuid: UUIDValue

    package init(domid: UInt32, uuid: UUIDValue) {
        self.domid = domid
        self.uuid = uuid
    }
}
