import Model

/// A program that takes kernel and ramdisk out of a guest's disk, called as libxl calls pygrub
/// (libxl_bootloader.c, `make_bootloader_args`).
package struct BootLoaderCall: Hashable, Sendable {
    package var program: String
    /// `bootloader_args` of the configuration.
    package var arguments: [String]
    /// Paths inside the guest, where the configuration names them.
    package var kernel: String?
    package var ramdisk: String?
    /// Added to the guest's own command line.
    package var commandLine: String?
    /// What the kernel must be fit for.
    package var type: XLGuestType
    /// The guest's first disk.
    package var disk: String
    /// An empty directory of root's alone: the files end up there.
    package var directory: String

    /// - Throws: `.badInput` for a guest without disks.
    package init(_ config: XLConfig, program: String, directory: String) throws(ProvisionError) {
        guard let disk = try config.disks().first(where: { !$0.isCDROM })?.target else {
            throw ProvisionError(
                .badInput, "the guest has no disk to take a kernel out of", hint: "set kernel = and ramdisk =")
        }
        self.program = program
        self.directory = directory
        self.disk = disk
        arguments = config.bootloaderArguments ?? []
        kernel = config.kernel
        ramdisk = config.ramdisk
        commandLine = config.commandLine
        type = try config.type()
    }

    /// Where the answer is written: the program opens what is there.
    package var answer: String { directory + "/answer" }

    package var invocation: ToolInvocation {
        let optional = [("kernel", kernel), ("ramdisk", ramdisk), ("args", commandLine)].compactMap { name, value in
            value.map { "--\(name)=\($0)" }
        }
        // Nobody is there to choose from a menu.
        let quiet = arguments.contains { ["-q", "--quiet"].contains($0) } ? [] : ["--quiet"]
        // Ours refuses a kernel that would die without a word. A guest that is not up again is worse than one that is
        // late: a busy host may take a minute over an XZ kernel.
        let own = program.hasSuffix("/xen-extract-kernel") ? ["--type=\(type.rawValue)", "--timeout=300"] : []
        return ToolInvocation(
            program,
            optional + quiet + own + [
                "--output=\(answer)", "--output-format=simple0", "--output-directory=\(directory)",
            ] + arguments + [disk], purpose: "fetch the kernel out of \(disk)")
    }

    /// Reads an answer in the format simple0: `kernel PATH`, `ramdisk PATH`, `args TEXT`, a NUL behind each.
    ///
    /// - Throws: `.failed` where it names no kernel, or a file that is not in the directory.
    package func fetched(_ answer: [UInt8]) throws(ProvisionError) -> FetchedKernel {
        var values: [String: String] = [:]
        for field in answer.split(separator: 0) {
            let text = String(decoding: field, as: UTF8.self)
            let word = text.prefix { $0 != " " }
            if values[String(word)] == nil { values[String(word)] = String(text.dropFirst(word.count + 1)) }
        }
        guard let kernel = values["kernel"], !kernel.isEmpty else {
            throw ProvisionError(.failed, "\(program) found no kernel in \(disk)", hint: "see what it says with -v")
        }
        for path in [kernel, values["ramdisk"]].compactMap(\.self) where !isInside(path) {
            throw ProvisionError(.failed, "\(program) answers with \(path.printable), which is not in \(directory)")
        }
        return FetchedKernel(kernel: kernel, ramdisk: values["ramdisk"], arguments: values["args"])
    }

    private func isInside(_ path: String) -> Bool {
        path.hasPrefix(directory + "/") && !path.dropFirst(directory.count + 1).contains("/")
    }
}
