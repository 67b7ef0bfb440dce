import Glibc
import Model
import Provision

/// Which domains run, by the store that xenstored keeps. Until the control layer answers, xenstore-utils' programs do.
package struct XenstoreHypervisor: Hypervisor {
    private let runner: any CommandRunner

    package init(runner: any CommandRunner) { self.runner = runner }

    /// dom0 is where the kernel says that it may control others.
    package static var isDom0: Bool {
        ((try? LinuxFiles().read("/proc/xen/capabilities")) ?? nil)?.contains("control_d") == true
    }

    package func runningDomains() throws(ProvisionError) -> Set<String>? {
        guard Self.isDom0 else { return nil }
        let domains = try runner.run(
            ToolInvocation("xenstore-list", ["/local/domain"], purpose: "list the running domains"))
        var names: Set<String> = []
        for domid in domains.split(separator: "\n") where domid != "0" {
            let path = "/local/domain/\(domid)/name"
            names.insert(
                try runner.run(ToolInvocation("xenstore-read", [path], purpose: "read a domain's name")).trimmed)
        }
        return names
    }
}
