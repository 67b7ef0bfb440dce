import Model

/// Answers requests one after the other.
package struct ControlService {
    let hypervisor: any HypervisorCalls
    let store: any Store
    let host: any DeviceHost
    let caller: any Caller
    let log: (String) -> Void

    package init(
        hypervisor: any HypervisorCalls, store: any Store, host: any DeviceHost, caller: any Caller,
        log: @escaping (String) -> Void
    ) {
        self.hypervisor = hypervisor
        self.store = store
        self.host = host
        self.caller = caller
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
                hypervisor: hypervisor, store: store, host: host, caller: caller, log: log)
            return .started(domid: try starter.start(order))
        case .pause(let domain): try directory.pause(domain)
        case .unpause(let domain): try directory.unpause(domain)
        case .shutdown(let domain, let reason): try directory.shutdown(domain, reason)
        case .destroy(let domain): try directory.destroy(domain)
        case .console(let domain):
            let console = try directory.console(domain)
            return .console(domid: console.domid, tty: console.tty)
        case .release(let domain, let staysPaused):
            return .settled(wasThere: try marked.release(domain, staysPaused: staysPaused))
        case .remove(let domain): return .settled(wasThere: try marked.remove(domain))
        case .wait(let domain, let seconds, let past):
            let waiting = EndOfDomain(hypervisor: hypervisor, store: store, host: host, caller: caller)
            return .end(try waiting.wait(for: domain, seconds: seconds, past: past))
        }
        return .done
    }

    private var marked: MarkedDomains { MarkedDomains(hypervisor: hypervisor, store: store, host: host, log: log) }
}
