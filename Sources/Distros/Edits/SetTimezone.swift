import Model

/// Sets the time zone that programs in the guest show.
package struct SetTimezone: GuestEdit {
    package let title = "time zone"
    package let origin: String
    package let reads: [GuestPath] = ["/etc/localtime", "/etc/timezone"]
    package let probes: [GuestPath]
    private let name: String
    private let zone: GuestPath

    /// - Parameter name: a name of the time zone database, such as `Europe/Berlin`.
    /// - Throws: `.usage` for a text that can be no such name.
    package init(_ name: String, origin: String = "--timezone") throws(ProvisionError) {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-_/".contains($0)) }
        guard isPlain, name.first?.isLetter == true, !name.hasSuffix("/"), !name.contains("//") else {
            throw ProvisionError(
                .usage, "'\(name.printable)' is not the name of a time zone", hint: "write it like Europe/Berlin")
        }
        self.name = name
        self.origin = origin
        zone = try GuestPath("/usr/share/zoneinfo").appending(name)
        probes = [zone, "/usr/share/zoneinfo"]
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        guard files.exists(zone) else { return try withoutZone(files) }
        var files = files
        files["/etc/localtime"] = .link(zone.text)
        // Debian gave /etc/timezone up in trixie: a copy that nobody updates is worse than none, so only where it is.
        if files.exists("/etc/timezone") { files.write("/etc/timezone", name + "\n") }
        return files
    }

    /// Without the database a root keeps UTC, by having no /etc/localtime; for that it needs no data.
    private func withoutZone(_ files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        guard ["UTC", "Etc/UTC"].contains(name), !files.exists("/usr/share/zoneinfo") else {
            let hasData = files.exists("/usr/share/zoneinfo")
            throw ProvisionError(
                .failed, "the guest has no time zone '\(name)'",
                hint: hasData ? "look for its name in /usr/share/zoneinfo" : "add the package tzdata")
        }
        var files = files
        files.remove("/etc/localtime")
        return files
    }
}
