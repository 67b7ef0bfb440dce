import CHostShims
import Glibc
import Model

/// What the kernel says about the hypervisor below it.
package enum XenPresence {
    /// Whether this is a dom0. /proc of a run's own PID namespace has no xenfs in it: the host's is asked.
    package static var isDom0: Bool {
        let proc = hs_host_proc()
        let path = (proc >= 0 ? "/proc/self/fd/\(proc)" : "/proc") + "/xen/capabilities"
        return text(path)?.contains("control_d") == true
    }

    /// Version of the running hypervisor, `4.17`; nil without Xen.
    static var version: String? {
        guard text("/sys/hypervisor/type") == "xen", let major = text("/sys/hypervisor/version/major"),
            let minor = text("/sys/hypervisor/version/minor")
        else { return nil }
        return "\(major).\(minor)"
    }

    /// - Throws: why domains cannot be controlled from here.
    static func requireDom0() throws(ProvisionError) -> String {
        guard let version else {
            throw ProvisionError(
                .unavailable, "no Xen runs on this machine",
                hint: "install xen-system-amd64, and choose the entry with Xen at boot")
        }
        guard isDom0 else {
            throw ProvisionError(
                .unavailable, "this is no dom0: it has no say over other domains",
                hint: "run it in dom0; there, xenfs must be mounted on /proc/xen")
        }
        return version
    }

    private static func text(_ path: String) -> String? { ((try? LinuxFiles().read(path)) ?? nil)?.trimmed }
}
