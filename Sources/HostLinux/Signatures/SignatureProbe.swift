import Model
import Provision

/// The core's view of `Signatures`.
package struct SignatureProbe: SignatureReader {
    package init() {}

    package func probe(_ path: String, offset: UInt64) throws(ProvisionError) -> SignatureFacts? {
        try Signatures.probe(path: path, offset: offset).map {
            SignatureFacts(type: $0.type, uuid: $0.uuid, label: $0.label, partitionTable: $0.partitionTable)
        }
    }
}
