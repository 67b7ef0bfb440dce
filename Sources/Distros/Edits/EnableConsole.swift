import Model

/// Puts a login on the Xen console, and takes the logins off the virtual terminals that such a guest does not have.
package struct EnableConsole: GuestEdit {
    package let title = "console"
    package let origin: String
    package let reads: [GuestPath] = RootProbe.reads + ["/etc/inittab", "/etc/securetty"]
    package let probes: [GuestPath] = RootProbe.probes + units + ["/etc/init.d/agetty"]
    private let console: String

    /// Systemd's unit in its merged and unmerged place.
    private static let units: [GuestPath] = [
        "/usr/lib/systemd/system/serial-getty@.service", "/lib/systemd/system/serial-getty@.service",
    ]

    /// - Parameter console: the device's name without `/dev/`, `hvc0` for Xen's paravirtual console.
    /// - Throws: `.usage` for another form of name.
    package init(_ console: String = "hvc0", origin: String = "default") throws(ProvisionError) {
        guard !console.isEmpty, console.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw ProvisionError(
                .usage, "'\(console.printable)' is not the name of a console", hint: "write it like hvc0")
        }
        self.console = console
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        switch RootProbe.traits(from: files).initSystem {
        case .systemd: try enableUnit(&files)
        case .sysvinit: editInittab(&files, line: "\(shortID):2345:respawn:/sbin/getty 38400 \(console)")
        case .openrc:
            if files.exists("/etc/inittab") {
                // In busybox's inittab the first field is the terminal itself.
                let line = "\(console)::respawn:/sbin/getty 38400 \(console)"
                editInittab(&files, line: files.exists("/etc/init.d/agetty") ? Self.sysvLine(console) : line)
            } else if files.exists("/etc/init.d/agetty") {
                try enableService(&files)
            }
        case .none: break
        }
        if let lines = files.lines("/etc/securetty"), !lines.contains(console) {
            files.write("/etc/securetty", lines: lines + [console])
        }
        return files
    }

    /// systemd-getty-generator does the same on Xen, but not in a guest whose console is another.
    private func enableUnit(_ files: inout GuestFiles) throws(ProvisionError) {
        guard let unit = Self.units.first(where: files.exists) else { return }
        let wants: GuestPath = "/etc/systemd/system/getty.target.wants"
        files[try wants.appending("serial-getty@\(console).service")] = .link(unit.text)
    }

    private func enableService(_ files: inout GuestFiles) throws(ProvisionError) {
        let (services, level) = (GuestPath("/etc/init.d"), GuestPath("/etc/runlevels/default"))
        let service = try services.appending("agetty.\(console)")
        files[service] = .link("agetty")
        files[try level.appending("agetty.\(console)")] = .link(service.text)
    }

    private func editInittab(_ files: inout GuestFiles, line: String) {
        guard var lines = files.lines("/etc/inittab") else { return }
        lines = lines.map { Self.isTerminalLogin($0) ? "#" + $0 : $0 }
        if !lines.contains(where: { !$0.hasPrefix("#") && Self.words($0).contains(console[...]) }) {
            lines += ["# A login on Xen's console.", line]
        }
        files.write("/etc/inittab", lines: lines)
    }

    /// inittab(5) takes four characters; `hvc0` fits, `ttyS0` becomes `tyS0`'s usual short form `S0`.
    private var shortID: String { console.count <= 4 ? console : String(console.suffix(2)) }

    private static func sysvLine(_ console: String) -> String {
        "x0:12345:respawn:/sbin/agetty 38400 \(console) linux"
    }

    /// An active line that puts a login on tty1 to tty6.
    private static func isTerminalLogin(_ line: String) -> Bool {
        guard !line.hasPrefix("#"), line.contains("getty") else { return false }
        return words(line).contains { $0.count == 4 && $0.hasPrefix("tty") && "123456".contains($0.suffix(1)) }
    }

    private static func words(_ line: String) -> [Substring] {
        line.split { $0 == " " || $0 == "\t" || $0 == ":" }
    }
}
