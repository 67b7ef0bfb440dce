import Model

/// Answers requests one after the other.
package struct ControlService {
    let hypervisor: any HypervisorCalls
    let store: any Store
    let host: any DeviceHost
    let checkInterruption: () throws(ProvisionError) -> Void
    let log: (String) -> Void

    package init(
        hypervisor: any HypervisorCalls, store: any Store, host: any DeviceHost,
        checkInterruption: @escaping () throws(ProvisionError) -> Void, log: @escaping (String) -> Void
    ) {
        self.hypervisor = hypervisor
        self.store = store
        self.host = host
        self.checkInterruption = checkInterruption
        self.log = log
    }

    package func answer(_ request: ControlRequest) -> ControlAnswer {
        do {
            return try carryOut(request)
        } catch {
            return .failed(error: ControlFailure(error))
        }
    }

    private func carryOut(_ request: ControlRequest) throws(ProvisionError) -> ControlAnswer {
        let directory = DomainDirectory(hypervisor: hypervisor, store: store, host: host, log: log)
        switch request {
        case .info: return .info(facts: try hypervisor.state().facts)
        case .list: return .list(domains: try directory.list())
        case .start(let order):
            let starter = DomainStarter(
                hypervisor: hypervisor, store: store, host: host, checkInterruption: checkInterruption, log: log)
            return .started(domid: try starter.start(order))
        case .pause(let domain): try directory.pause(domain)
        case .unpause(let domain): try directory.unpause(domain)
        case .shutdown(let domain, let reason): try directory.shutdown(domain, reason)
        case .destroy(let domain): try directory.destroy(domain)
        case .console(let domain):
            let console = try directory.console(domain)
            return .console(domid: console.domid, tty: console.tty)
        }
        return .done
    }
}
