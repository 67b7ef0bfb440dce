import Model

/// Writes `/etc/fstab` from nothing, and makes the mount points that the root lacks.
///
/// What the bootstrapper or an image left there describes another machine's disks, so no line of it is kept.
package struct SetFstab: GuestEdit {
    package let title = "fstab"
    package let origin: String
    package let reads: [GuestPath] = ["/etc/fstab"]
    package let probes: [GuestPath]
    private let mounts: [MountSpec]

    /// - Parameter mounts: in any order; the table has parents before children and swap at the end.
    /// - Throws: `.usage` for a mount point that is not an absolute path, or is there twice.
    package init(_ mounts: [MountSpec], origin: String = "storage") throws(ProvisionError) {
        var points: [GuestPath] = []
        for mount in mounts where mount.mountPoint.hasPrefix("/") || mount.type != "swap" {
            let point = try GuestPath(mount.mountPoint)
            guard !points.contains(point) else {
                throw ProvisionError(.usage, "two file systems are to be mounted at \(point)")
            }
            points.append(point)
        }
        probes = points.filter { $0 != "/" }.sorted()
        self.mounts = mounts
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        let header = ["# <file system>", "<mount point>", "<type>", "<options>", "<dump>", "<pass>"]
        let rows = ordered.map { mount in
            [mount.source, mount.mountPoint, mount.type, mount.options].map(Self.escaped) + ["0", "\(mount.pass)"]
        }
        files.write("/etc/fstab", lines: [Self.comment] + Self.aligned([header] + rows))
        for point in probes where !files.exists(point) { files[point] = .directory(GuestDirectory()) }
        return files
    }

    private static let comment = "# Static file systems of this guest, see fstab(5). Written by xen-provision."

    /// `mount -a` goes from top to bottom, so `/srv` must come before `/srv/data`.
    private var ordered: [MountSpec] {
        mounts.enumerated().sorted { left, right in
            (Self.depth(left.element), left.offset) < (Self.depth(right.element), right.offset)
        }.map(\.element)
    }

    private static func depth(_ mount: MountSpec) -> Int {
        mount.mountPoint.hasPrefix("/") ? mount.mountPoint.split(separator: "/").count : .max
    }

    /// The octal escapes of fstab(5) for white space and the backslash.
    private static func escaped(_ field: String) -> String {
        field.reduce(into: "") { result, character in
            switch character {
            case " ": result += "\\040"
            case "\t": result += "\\011"
            case "\n": result += "\\012"
            case "\\": result += "\\134"
            default: result.append(character)
            }
        }
    }

    private static func aligned(_ rows: [[String]]) -> [String] {
        let widths = rows.reduce(into: [Int](repeating: 0, count: 6)) { widths, row in
            for (index, field) in row.enumerated() { widths[index] = max(widths[index], field.count) }
        }
        return rows.map { row in
            row.enumerated().map { index, field in
                index == row.count - 1 ? field : field + String(repeating: " ", count: widths[index] - field.count)
            }.joined(separator: " ")
        }
    }
}
