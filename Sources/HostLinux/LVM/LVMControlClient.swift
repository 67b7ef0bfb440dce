import CHostShims
import FoundationEssentials
import Glibc
import Model
import Provision

/// Logical volumes through the helper `lvm-control`, one process a request.
///
/// A signal to us is not passed on: LVM is quick, and half of what it does could leave a device suspended.
package struct LVMControlClient: VolumeStore {
    private let helper: String?
    private let configuration: String?
    private let log: any Reporter

    /// - Parameters:
    ///   - helper: absolute path of the helper; nil where it was not found.
    ///   - configuration: a directory with an lvm.conf in place of /etc/lvm; nil for the host's own.
    package init(helper: String? = HelperLocator().find("lvm-control"), configuration: String?, log: any Reporter) {
        self.helper = helper
        self.configuration = configuration
        self.log = log
    }

    package func group(_ name: LVMName) throws(ProvisionError) -> VolumeGroup? {
        guard case .group(let group) = try ask(.look(group: name)) else { throw Self.senseless }
        return group
    }

    package func create(_ creation: VolumeCreation) throws(ProvisionError) -> LogicalVolume {
        guard case .created(let volume) = try ask(.create(creation)) else { throw Self.senseless }
        return volume
    }

    package func remove(_ removal: VolumeRemoval) throws(ProvisionError) -> Bool {
        guard case .removed(let wasThere) = try ask(.remove(removal)) else { throw Self.senseless }
        return wasThere
    }

    private static let senseless = ProvisionError(.failed, "lvm-control answers something else than it was asked")

    private func ask(_ request: VolumeRequest) throws(ProvisionError) -> VolumeReply.Answer {
        guard let helper else {
            throw ProvisionError(
                .unavailable, "lvm-control is not installed, and logical volumes need it",
                hint: "install it beside xen-provision; it is built where liblvm2-dev is")
        }
        let line = try JSONLine.encode(request)
        log.detail("+ \(helper) <<< \(String(decoding: line, as: UTF8.self).trimmed)")
        let ending = try HelperProcess(path: helper, environment: environment).run(input: line)
        for text in ending.errors { log.detail(text) }
        guard let reply = JSONLine.decode(VolumeReply.self, from: ending.output).first else {
            throw ProvisionError(.failed, "lvm-control gives no answer", details: ending.errors)
        }
        if case .failed(let code, let message) = reply.answer {
            throw ProvisionError(code, message, details: reply.log)
        }
        return reply.answer
    }

    private var environment: [String: String] {
        // LVM's own warning about descriptors has nothing to say here: there are three.
        var variables = ["LVM_SUPPRESS_FD_WARNINGS": "1"]
        if let configuration, access(configuration + "/lvm.conf", R_OK) == 0 {
            variables["LVM_SYSTEM_DIR"] = configuration
        }
        return variables
    }
}
