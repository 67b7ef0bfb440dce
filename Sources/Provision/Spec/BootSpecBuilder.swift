import Model

/// Reads how the domain starts.
struct BootSpecBuilder {
    let request: SpecRequest
    let name: GuestName

    func build() throws(ProvisionError) -> BootSpec {
        let type = BootSpec.DomainType(rawValue: try request.choice(Settings.type)) ?? .pv
        return BootSpec(
            type: type, way: try way(type), kernelArguments: request.values.text(Settings.kernelArguments),
            configuration: try configuration(), extraKeys: try extraKeys(), startNow: try startNow(),
            autostart: request.values.isOn(Settings.autostart))
    }

    private func startNow() throws(ProvisionError) -> Toolstack? {
        guard request.values.isOn(Settings.startNow) else { return nil }
        return Toolstack(rawValue: try request.choice(Settings.toolstack)) ?? .own
    }

    private func way(_ type: BootSpec.DomainType) throws(ProvisionError) -> BootSpec.Way {
        let values = request.values
        switch try request.wayOfBooting() {
        case "copied-kernel": return .copiedKernel
        case "dom0-kernel": return try dom0Kernel()
        case "grub":
            guard type != .hvm else {
                throw ProvisionError(
                    .usage, "an hvm guest starts by its own boot loader", hint: "leave out --boot-by=grub")
            }
            return .grub(
                image: type == .pv
                    ? "/usr/lib/grub-xen/grub-x86_64-xen.bin" : "/usr/lib/grub-xen/grub-i386-xen_pvh.bin")
        default:
            try checkGuestKernel(type)
            return .guestKernel(
                bootloader: values.isOn(Settings.pygrub)
                    ? "pygrub" : values.text(Settings.bootloader) ?? "xen-extract-kernel")
        }
    }

    /// An emulated machine starts from a boot sector, and no disk that is made here has one.
    private func checkGuestKernel(_ type: BootSpec.DomainType) throws(ProvisionError) {
        // Such as the network's, `boot=n`.
        let hasOtherWay = request.values[list: Settings.set].contains { $0.text.hasPrefix("boot=") }
        guard type == .hvm, !hasOtherWay else { return }
        throw ProvisionError(
            .usage, "an hvm guest cannot start by --boot-by=guest-kernel, for its disk has no boot sector",
            hint: "give --boot-by=copied-kernel, or another --type")
    }

    private func dom0Kernel() throws(ProvisionError) -> BootSpec.Way {
        guard let kernel = request.values.text(Settings.kernel).map(request.absolute) else {
            throw ProvisionError(.usage, "--boot-by=dom0-kernel needs a kernel", hint: "name it with --kernel")
        }
        let initrd = request.values.text(Settings.initrd).map(request.absolute)
        for (setting, path) in [(Settings.kernel, kernel), (Settings.initrd, initrd ?? kernel)] {
            guard request.facts.paths[path]?.kind == .file else {
                throw ProvisionError(
                    .usage, "\(request.values.source(of: setting)): there is no file \(path.printable)")
            }
        }
        return .dom0Kernel(kernel: kernel, initrd: initrd)
    }

    private func configuration() throws(ProvisionError) -> String {
        let directory = request.values.text(Settings.output).map(request.absolute) ?? request.paths.xen
        let suffix = request.values.text(Settings.extension) ?? ""
        guard suffix.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }) else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.extension)): '\(suffix.printable)' is not a file's suffix"
            )
        }
        if request.values.isGiven(Settings.output), request.facts.paths[directory]?.kind != .directory {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.output)): there is no directory \(directory.printable)")
        }
        return "\(directory)/\(name)\(suffix)"
    }

    private func extraKeys() throws(ProvisionError) -> [String] {
        try request.values[list: Settings.set].map { (value) throws(ProvisionError) in
            let key = value.text.prefix { $0 != "=" }
            let isName = key.allSatisfy { $0 == "_" || $0 == "." || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
            guard value.text.contains("="), !key.isEmpty, isName else {
                throw ProvisionError(
                    .usage,
                    "\(request.values.source(of: Settings.set)): '\(value.text.printable)' is not KEY=VALUE",
                    hint: "write it like --set localtime=1"
                )
            }
            if let remedy = WrittenKeys.remedy(String(key)) {
                throw ProvisionError(
                    .usage,
                    "\(request.values.source(of: Settings.set)): '\(value.text.printable)' is not one of the further keys",
                    hint: remedy)
            }
            return value.text
        }
    }
}

extension SpecRequest {
    /// The word of `--boot-by`, or the one that `--kernel` or `--pygrub` on the command line imply. xen-tools' shipped
    /// configuration names a kernel for every guest: only the command line means it.
    func wayOfBooting() throws(ProvisionError) -> String {
        let chosen = try choice(Settings.bootBy)
        if values[Settings.bootBy]?.origin == .commandLine { return chosen }
        if values[Settings.pygrub]?.origin == .commandLine, values.isOn(Settings.pygrub) { return "guest-kernel" }
        return values[Settings.kernel]?.origin == .commandLine ? "dom0-kernel" : chosen
    }
}
