import Glibc
import Model

/// Finds the program that a configuration's `bootloader` means, as libxl does, with one difference: the two names for
/// "take the kernel out of the guest's disk" mean our own extractor where it is installed.
package struct BootLoaderLocator {
    private let helpers: HelperLocator
    private let tools: ToolLocator

    package init(helpers: HelperLocator = HelperLocator(), tools: ToolLocator = ToolLocator()) {
        self.helpers = helpers
        self.tools = tools
    }

    /// - Parameter name: the key's value; a path means that very program.
    /// - Throws: `.unavailable` where there is none.
    package func find(_ name: String) throws(ProvisionError) -> String {
        let extractor = "xen-extract-kernel"
        if name == "pygrub" || name == extractor, let own = helpers.find(extractor) ?? tools.find(extractor) {
            return own
        }
        if let found = candidates(name).first(where: { access($0, X_OK) == 0 }) ?? tools.find(name) { return found }
        throw ProvisionError(
            .unavailable, "the boot loader '\(name.printable)' of the domain configuration is not installed",
            hint: "install it, or set kernel = and ramdisk = to files of the host")
    }

    /// Xen's own programs are in a directory of its version.
    private func candidates(_ name: String) -> [String] {
        guard !name.hasPrefix("/") else { return [] }
        let versions = XenPresence.version.map { ["/usr/lib/xen-\($0)/bin", "/usr/libexec/xen/bin"] } ?? []
        return (versions + ["/usr/lib/xen-default/bin"]).map { "\($0)/\(name)" }
    }
}
