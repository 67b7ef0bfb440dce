import CHostShims
import Glibc
import Model
import Provision

/// Guest roots on this host: opened, unpacked into, and mounted for, all inside this run's own namespaces.
package final class LinuxRoots: GuestRoots {
    private let isRoot: Bool
    private let files = LinuxFiles()

    /// - Parameter isRoot: false in a user namespace, where device nodes cannot be made.
    package init(isRoot: Bool) { self.isRoot = isRoot }

    package func open(_ directory: String) throws(ProvisionError) -> any GuestRoot { try GuestTree(path: directory) }

    package func unpack(
        _ archive: String, into directory: String, sha256: String?, progress: (Double) -> Void
    ) throws(ProvisionError) {
        let policy = UnpackPolicy(devices: isRoot ? .allowed : .skipped)
        try RootArchive.unpack(archive, into: directory, policy: policy, sha256: sha256) { done, total in
            progress(total == 0 ? 1 : Double(done) / Double(total))
        }
    }

    package func mountForPrograms(_ directory: String) throws(ProvisionError) {
        let result = hs_mount_for_programs(directory, isRoot ? 0 : 1)
        guard result == 0 else { throw .system("mounting /proc, /sys and /dev below \(directory)", errno: -result) }
    }

    package func mountImage(
        _ image: String, type: String, on directory: String, readOnly: Bool
    ) throws(ProvisionError) {
        let result = hs_mount_image(image, type, directory, readOnly ? 1 : 0)
        guard result == 0 else { throw .system("mounting \(image) on \(directory)", errno: -result) }
    }

    package func unmountAll(below directory: String) throws(ProvisionError) {
        for path in try mountTable().filter({ $0.hasPrefix(directory + "/") }).reversed() { try unmount(path) }
    }

    package func unmount(_ directory: String) throws(ProvisionError) {
        let result = hs_unmount(directory)
        guard result == 0 else { throw .system("unmounting \(directory)", errno: -result) }
    }

    package func leaveNoProcess() throws(ProvisionError) {
        // Outside a namespace of our own there is nobody who could be told apart from others.
        guard getpid() == 1 else { return }
        let result = hs_kill_all_others()
        guard result == 0 else { throw .system("ending the programs of this run", errno: -result) }
        for path in try ownMounts().reversed() { _ = hs_unmount(path) }
    }

    /// What this run has mounted: everything below a work directory of a run, whose name starts with a dot.
    private func ownMounts() throws(ProvisionError) -> [String] {
        try mountTable().filter { $0.contains("/domains/.") }
    }

    /// Mount points in the order in which they were mounted (proc_pid_mountinfo(5)).
    private func mountTable() throws(ProvisionError) -> [String] {
        guard let table = try files.read("/proc/self/mountinfo") else { return [] }
        return table.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            return fields.count > 4 ? MountTable.unescape(String(fields[4])) : nil
        }
    }
}

/// Paths in mountinfo have blanks, tabs, newlines and backslashes as three octal digits.
enum MountTable {
    static func unescape(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
