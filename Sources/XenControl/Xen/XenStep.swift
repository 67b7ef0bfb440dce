import Glibc
import Model

/// What was asked of Xen's libraries when they failed.
package enum XenStep: String, Sendable {
    case open = "opening Xen's interface"
    case facts = "asking Xen for its state"
    case create = "making a domain"
    case limit = "limiting the domain"
    case placement = "placing the domain's vcpus"
    case platform = "setting up the domain's platform"
    case channel = "making an event channel"
    case kernel = "reading the kernel"
    case ramdisk = "reading the ramdisk"
    case parse = "examining the kernel"
    case populate = "giving the domain its memory"
    case tables = "writing the domain's tables"
    case load = "loading the kernel"
    case boot = "preparing the first instruction"
    case pause = "pausing the domain"
    case unpause = "letting the domain run"
    case destroy = "destroying the domain"
}

/// Turns what the libraries leave, an error number and their last messages, into a sentence with a fix.
package enum XenFailure {
    /// - Parameters:
    ///   - number: errno, of which the domain builder makes no use worth anything.
    ///   - messages: the libraries' errors of this step, oldest first.
    package static func explain(
        _ step: XenStep, errno number: Int32, messages: [String], builtFor: XenVersion
    ) -> ProvisionError {
        let found = byMessage(messages) ?? byNumber(step, number, builtFor)
        let last = messages.last.map(reworded)
        guard let found else {
            let reason = last ?? String(cString: strerror(number))
            return ProvisionError(.failed, "\(step.rawValue): \(reason.printable)", details: messages.map(\.printable))
        }
        return ProvisionError(
            found.code, "\(step.rawValue): \(found.text)", hint: found.hint, details: messages.map(\.printable))
    }

    private struct Meaning {
        let code: ProvisionError.Code
        let text: String
        let hint: String?

        init(_ code: ProvisionError.Code, _ text: String, _ hint: String? = nil) {
            self.code = code
            self.text = text
            self.hint = hint
        }
    }

    /// The texts are those of xg_dom_*.c in 4.14 to 4.20; nothing but a text tells these cases apart.
    private static func byMessage(_ messages: [String]) -> Meaning? {
        for message in messages.reversed() {
            if let known = texts.first(where: { message.contains($0.0) }) { return known.1 }
        }
        return nil
    }

    private static let texts: [(String, Meaning)] = [
        (
            "no loader found",
            Meaning(
                .badInput, "the kernel is no bzImage or ELF file that Xen can start", "use a Linux kernel for amd64")
        ),
        (
            "unknown compression format",
            Meaning(
                .badInput, "the kernel is compressed in a way that this Xen cannot read", "gzip, xz, zstd or lz4 work")
        ),
        (
            "decompress",
            Meaning(.badInput, "the kernel cannot be decompressed", "it is damaged, or packed with bzip2 or LZO")
        ),
        (
            "x86_32p not supported",
            Meaning(.badInput, "32-bit PV kernels do not run on this Xen", "use a 64-bit kernel")
        ),
        (
            "not capable of booting inside a HVM container",
            Meaning(.badInput, "the kernel has no PVH entry point", "use type = 'pv'")
        ),
        (
            "can't allocate low memory",
            Meaning(.unavailable, "there is not enough free memory", "stop a guest, or give this one less")
        ),
        (
            "too large (0x",
            Meaning(.badInput, "kernel and ramdisk do not fit in the guest's memory", "give the guest more memory")
        ),
    ]

    private static func byNumber(_ step: XenStep, _ number: Int32, _ builtFor: XenVersion) -> Meaning? {
        switch (step, number) {
        case (.open, ENOENT):
            Meaning(.unavailable, "there is no /dev/xen/privcmd", "this needs a Xen dom0: boot the Xen entry of GRUB")
        case (.open, EACCES), (.open, EPERM):
            Meaning(.notPermitted, "only root may control domains", "run it as root")
        case (.create, EACCES), (.facts, EACCES):
            Meaning(
                .unavailable, "the hypervisor speaks another interface than Xen \(builtFor)'s",
                "install the control layer of the running version")
        case (.create, EPERM):
            Meaning(.notPermitted, "this domain has no right to control others", "run it in dom0")
        case (.create, EINVAL):
            Meaning(
                .unavailable, "Xen does not accept such a domain", "PV or HVM may be compiled out, or vcpus too many")
        case (.create, ENOMEM), (.populate, ENOMEM):
            Meaning(.unavailable, "there is not enough free memory", "stop a guest, or give this one less")
        case (.create, EEXIST):
            Meaning(.exists, "the number is taken by another domain")
        case (.create, ESRCH):
            Meaning(.badInput, "there is no such cpupool", "name one of 'xl cpupool-list'")
        case (.placement, EINVAL), (.placement, ERANGE):
            Meaning(.badInput, "cpus, cpu_weight or cap do not fit this host", "name CPUs that it has")
        case (.placement, EOPNOTSUPP):
            Meaning(.badInput, "the scheduler of this host knows no weight and no cap", "leave them out")
        case (_, ESRCH):
            Meaning(.unavailable, "there is no such domain any more")
        default: nil
        }
    }

    /// `xc: panic: xg_dom_core.c:689: xc_dom_find_loader: no loader found: …` is no panic of anything.
    static func reworded(_ message: String) -> String {
        guard let panic = message.firstRange(of: "panic: ") else { return message }
        let rest = message[panic.upperBound...].split(separator: ":", maxSplits: 2)
        return rest.count == 3 ? String(rest[2]).trimmed : message
    }
}
