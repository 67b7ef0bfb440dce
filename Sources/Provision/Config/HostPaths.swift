/// Where things are on this host. `XEN_PROVISION_ROOT` puts all of them below one directory, for tests and image
/// factories; without root they are in the user's own (XDG base directories).
package struct HostPaths: Hashable, Sendable {
    /// Domain configurations: `/etc/xen`.
    package let xen: String
    /// Our own configuration: `/etc/xen-provision`.
    package let configuration: String
    /// The predecessor's configuration: `/etc/xen-tools`.
    package let xenTools: String
    /// Records, manifests and journals: `/var/lib/xen-provision`.
    package let state: String
    /// What can be made again: `/var/cache/xen-provision`.
    package let cache: String
    /// Locks: `/run/xen-provision`.
    package let run: String
    /// One log a run: `/var/log/xen-provision`.
    package let log: String
    /// Domains that xendomains has saved at shutdown, by their names: `/var/lib/xen/save`.
    package let saves: String
    /// LVM's configuration in place of the host's own; nil for the host's.
    package let lvm: String?
    /// The host's table of names; nil where we have no say in it.
    package let hosts: String?

    /// - Parameters:
    ///   - environment: XEN_PROVISION_ROOT, HOME, XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME, XDG_RUNTIME_DIR.
    ///   - isRoot: whether the user is root.
    package init(environment: [String: String], isRoot: Bool) {
        if let root = environment["XEN_PROVISION_ROOT"], root.hasPrefix("/") {
            self.init(prefix: root == "/" ? "" : root)
        } else if isRoot {
            self.init(prefix: "")
        } else {
            self.init(user: environment)
        }
    }

    private init(prefix: String) {
        xen = prefix + "/etc/xen"
        configuration = prefix + "/etc/xen-provision"
        xenTools = prefix + "/etc/xen-tools"
        state = prefix + "/var/lib/xen-provision"
        cache = prefix + "/var/cache/xen-provision"
        run = prefix + "/run/xen-provision"
        log = prefix + "/var/log/xen-provision"
        saves = prefix + "/var/lib/xen/save"
        lvm = prefix.isEmpty ? nil : prefix + "/etc/lvm"
        hosts = prefix + "/etc/hosts"
    }

    private init(user environment: [String: String]) {
        let home = environment["HOME"] ?? "/nonexistent"
        func directory(_ variable: String, _ fallback: String) -> String {
            let value = environment[variable] ?? ""
            return value.hasPrefix("/") ? value : "\(home)/\(fallback)"
        }
        let config = directory("XDG_CONFIG_HOME", ".config")
        xen = config + "/xen-provision/xen"
        configuration = config + "/xen-provision"
        xenTools = config + "/xen-tools"
        state = directory("XDG_STATE_HOME", ".local/state") + "/xen-provision"
        cache = directory("XDG_CACHE_HOME", ".cache") + "/xen-provision"
        run = (environment["XDG_RUNTIME_DIR"] ?? state) + "/xen-provision"
        log = state + "/log"
        saves = state + "/save"
        lvm = nil
        hosts = nil
    }

    /// The host's table of names, whether or not we have a say in it.
    package var tableOfNames: String { hosts ?? "/etc/hosts" }
    /// Finished roots that guests are cloned from.
    package var bases: String { cache + "/bases" }
    package var guests: String { state + "/guests" }
    package var journals: String { state + "/journals" }
    /// Locks of those who watch a guest.
    package var monitors: String { run + "/monitors" }
    /// What guests were made of.
    package var manifests: String { state + "/manifests" }
    package func manifest(of guest: String) -> String { "\(manifests)/\(guest).json" }
    package func record(of guest: String) -> String { "\(guests)/\(guest).json" }
    /// The predecessor's layout files, which `--partitions` finds by their bare names.
    package var partitions: String { xenTools + "/partitions.d" }
    /// What xendomains starts with the host.
    package var autostart: String { xen + "/auto" }
    package var templates: String { configuration + "/templates" }
}
