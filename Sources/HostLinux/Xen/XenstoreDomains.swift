import Model
import Provision

/// Which domains run, by xenstore-utils' programs: for a Xen that no control layer was built for.
package struct XenstoreDomains {
    private let runner: any CommandRunner

    package init(runner: any CommandRunner) { self.runner = runner }

    /// The names of all but dom0.
    func names() throws(ProvisionError) -> Set<String> {
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
