import HostLinux
import Model
import Provision

/// A guest that was named on the command line, by its name, its configuration's name, or a path.
struct ConfiguredGuest {
    let config: XLConfig
    let path: String

    /// The domain's name.
    var name: String { config.name ?? "" }
}

extension Composition {
    /// - Throws: `.usage` where nobody knows such a guest, `.badInput` for a configuration that cannot be read.
    func configuredGuest(_ argument: String) throws(ProvisionError) -> ConfiguredGuest {
        let path = try configurationPath(of: argument)
        guard let text = try files.read(path) else {
            throw ProvisionError(
                .usage, "there is no guest \(argument.printable), for there is no \(path.printable)",
                hint: "'xen-list-images' shows the guests of this host; a configuration elsewhere goes by its path")
        }
        let config = try XLConfig(parsing: text, file: path)
        guard config.name?.isEmpty == false else {
            throw ProvisionError(.badInput, "\(path.printable) names no domain", hint: "add name = '…'")
        }
        return ConfiguredGuest(config: config, path: path)
    }

    private func configurationPath(of argument: String) throws(ProvisionError) -> String {
        if argument.contains("/") { return HostPath.absolute(argument, from: workingDirectory) }
        if let name = try? GuestName(argument), let record = try records.record(of: name) {
            return record.configuration
        }
        let exact = "\(paths.xen)/\(argument)"
        if argument.hasSuffix(".cfg"), try files.look(at: exact) != nil { return exact }
        return "\(exact).cfg"
    }

    /// The domain that runs now for a guest: by its name, or by its configuration's name or UUID.
    ///
    /// - Throws: `.unavailable` where it does not run.
    func runningDomain(_ argument: String, _ hypervisor: any Hypervisor) throws(ProvisionError) -> DomainFacts {
        let domains = try hypervisor.domains().filter { $0.domid != 0 }
        if let domain = domains.first(where: { $0.name == argument }) { return domain }
        do throws(ProvisionError) {
            let guest = try configuredGuest(argument)
            if let domain = domains.first(where: { $0.name == guest.name }) { return domain }
            if let uuid = guest.config.uuid, let domain = domains.first(where: { $0.uuid == uuid.lowercased() }) {
                return domain
            }
        } catch  where error.code == .usage {
            // Nobody knows it by a configuration either.
        }
        throw ProvisionError(
            .unavailable, "\(argument.printable) does not run", hint: "'xen-provision list' shows what does")
    }
}

extension DomainFacts {
    /// - Throws: `.failed` where the control layer gives no UUID.
    func identity() throws(ProvisionError) -> DomainIdentity {
        DomainIdentity(domid: domid, uuid: try UUIDValue(parsing: uuid))
    }
}
