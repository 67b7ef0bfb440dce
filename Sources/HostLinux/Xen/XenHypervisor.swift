import Glibc
import Model
import Provision

/// The running hypervisor, by the helper process that was built for its version. The process is started by the first
/// question, and ends with this object.
package final class XenHypervisor: Hypervisor {
    private let signals: SignalWatch
    private let log: any Reporter
    private let fallback: XenstoreDomains
    private let locator: HelperLocator
    private var process: ControlProcess?

    /// - Parameter fallback: tells which domains run where no control layer fits.
    package init(
        signals: SignalWatch, log: any Reporter, fallback: XenstoreDomains, locator: HelperLocator = HelperLocator()
    ) {
        self.signals = signals
        self.log = log
        self.fallback = fallback
        self.locator = locator
    }

    package func runningDomains() throws(ProvisionError) -> Set<String>? {
        guard XenPresence.isDom0 else { return nil }
        guard let version = XenPresence.version, helper(version) != nil, geteuid() == 0 else {
            return try fallback.names()
        }
        return Set(try domains().filter { $0.domid != 0 }.compactMap(\.name))
    }

    package func ask(_ request: ControlRequest) throws(ProvisionError) -> ControlAnswer {
        let running = if let process { process } else { try start() }
        process = running
        do throws(ProvisionError) {
            return try running.ask(request)
        } catch {
            // What it was at is unknown: the next question goes to a new one.
            process = nil
            throw error
        }
    }

    private func helper(_ version: String) -> String? { locator.find("xen-control-\(version)") }

    private func start() throws(ProvisionError) -> ControlProcess {
        let version = try XenPresence.requireDom0()
        guard geteuid() == 0 else {
            throw ProvisionError(.notPermitted, "only root may control domains", hint: "run it as root")
        }
        guard let path = helper(version) else {
            throw ProvisionError(
                .unavailable, "there is no control layer for Xen \(version), which runs here",
                hint: "install xen-control-\(version), or let xl do it: --toolstack=xl")
        }
        return try ControlProcess(path, signals: signals, log: log)
    }
}
