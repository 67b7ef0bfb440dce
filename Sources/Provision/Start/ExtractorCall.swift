import Model

/// What `extract` hands to the extractor for a guest: what its start would, with the results in a user's hands.
package struct ExtractorCall: Hashable, Sendable {
    /// Options and the guest's first disk.
    package let arguments: [String]

    /// - Parameter options: the user's own, which come last and win.
    /// - Throws: `.badInput` for a guest without disks.
    package init(_ config: XLConfig, options: [String]) throws(ProvisionError) {
        let call = try BootLoaderCall(config, program: "", directory: ".")
        let given = [("kernel", call.kernel), ("ramdisk", call.ramdisk), ("args", call.commandLine)]
            .compactMap { name, value in value.map { "--\(name)=\($0)" } }
        // A kernel of the host is none to be looked for in the guest.
        let ours = config.bootloader == nil ? [] : given + call.arguments
        arguments = ["--output-format=simple", "--output-directory=."] + ours + options + [call.disk]
    }
}
