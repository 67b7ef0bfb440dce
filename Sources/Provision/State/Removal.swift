import Model

/// What the removal of a guest takes away, in its order: the record goes last, so that a removal that was cut off can
/// be gone on with.
package struct Removal: Sendable {
    /// Files and links: autostart link, configuration, saved memory.
    package var files: [String] = []
    /// Image files.
    package var images: [String] = []
    /// Directories that are removed when they are empty after that.
    package var directories: [String] = []
    /// Lines of dom0's hosts file.
    package var hostsLines: [String] = []
    /// Marks the temporary file of the edit of the hosts file as this removal's.
    private let tag: String

    /// - Throws: `.failed` for a guest whose disks cannot be removed safely, naming them.
    package init(of guest: KnownGuest, paths: HostPaths) throws(ProvisionError) {
        tag = "delete-\(guest.name)"
        if let path = guest.configurationPath {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            files = ["\(paths.autostart)/\(name)", path]
        }
        files.append("\(paths.saves)/\(guest.configuration?.name ?? guest.name)")
        if let record = guest.record {
            images =
                record.images.map(\.path) + ["\(record.imageDirectory)/vmlinuz", "\(record.imageDirectory)/initrd.img"]
            directories = [record.imageDirectory]
            hostsLines = record.hostsLines
        } else if let configuration = guest.configuration {
            try add(configuration, of: guest.name)
        }
    }

    /// A guest that xen-tools made has no record: its disks are those of its configuration, if they lie where
    /// xen-tools puts them.
    private mutating func add(_ configuration: XLConfig, of name: String) throws(ProvisionError) {
        for disk in try configuration.disks() {
            guard let target = disk.target else { continue }
            let directory = target.split(separator: "/").dropLast()
            guard target.hasPrefix("/"), !target.hasPrefix("/dev/"), directory.last.map(String.init) == name,
                directory.dropLast().last == "domains", target.hasSuffix(".img")
            else {
                throw ProvisionError(
                    .failed, "the disk \(target.printable) of \(name) is not an image where xen-tools puts them",
                    hint: "remove it yourself, and then \(name)'s configuration")
            }
            images.append(target)
            let path = "/" + directory.joined(separator: "/")
            if !directories.contains(path) { directories.append(path) }
        }
    }

    /// What is there of it, for the question and the report.
    package func existing(_ files: any HostFiles) throws(ProvisionError) -> [String] {
        var found: [String] = []
        for path in self.files + images + directories where try files.look(at: path) != nil { found.append(path) }
        return found
    }

    /// Carries it out. Idempotent.
    package func carryOut(_ files: any HostFiles, hosts: String?) throws(ProvisionError) {
        for path in self.files + images { try files.removeFile(path) }
        for directory in directories {
            guard try files.look(at: directory) != nil else { continue }
            let rest = try files.names(in: directory)
            guard rest.isEmpty else {
                throw ProvisionError(
                    .leftovers, "\(directory) holds files that are not the guest's: \(rest.joined(separator: ", "))",
                    hint: "move them away and delete again")
            }
            try files.removeDirectory(directory)
        }
        guard let hosts, !hostsLines.isEmpty else { return }
        _ = try files.edit(hosts, tag: tag) { hostsLines.reduce($0) { HostLines.removing($1, from: $0) } }
    }
}
