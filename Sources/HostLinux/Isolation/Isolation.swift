import CHostShims
import Glibc
import Model

/// Moves the program into namespaces of its own, so that the kernel clears away what a killed run leaves: every process
/// it started, and with them every mount.
package enum Isolation {
    /// Must come before anything starts a thread. On return this is the isolated process, PID 1 of its namespace.
    ///
    /// - Parameter afterwards: argv of a program that goes on outside, as this command, once the run has succeeded.
    /// - Throws: `.notPermitted` where neither root's rights nor subordinate ids are there.
    package static func enter(hostName: String, afterwards: [String] = []) throws(ProvisionError) {
        let ids = geteuid() == 0 ? nil : try SubordinateIDs.ofCurrentUser()
        let result = withCStrings(afterwards) { next -> Int32 in
            next.withUnsafeBufferPointer { next in
                let program = afterwards.isEmpty ? nil : next.baseAddress
                guard let ids else { return hs_isolate(nil, hostName, program) }
                return withUnsafePointer(to: ids) { hs_isolate($0, hostName, program) }
            }
        }
        guard result == 0 else { throw .system("isolating the run in namespaces of its own", errno: -result) }
    }

    /// Inode of our PID namespace, by which a later run finds our orphans.
    package static var pidNamespace: UInt64 {
        var facts = stat()
        return getpid() == 1 && stat("/proc/self/ns/pid", &facts) == 0 ? UInt64(facts.st_ino) : 0
    }

    /// When this process started, in clock ticks since the boot; together with the inode it names our namespace.
    package static var startTime: UInt64 { ProcessTable.startTime("/proc/self") }
}

/// The ranges of ids that an unprivileged user may use in a user namespace (subuid(5), subgid(5)).
enum SubordinateIDs {
    static func ofCurrentUser() throws(ProvisionError) -> hs_id_range {
        let uid = getuid()
        guard let entry = getpwuid(uid), let name = entry.pointee.pw_name.map({ String(cString: $0) }),
            let uids = range("/etc/subuid", name, uid), let gids = range("/etc/subgid", name, uid)
        else {
            throw ProvisionError(
                .notPermitted, "without root's rights a guest needs subordinate ids, and this user has none",
                hint: "run it as root, or give the user a range in /etc/subuid and /etc/subgid (apt-get install uidmap)"
            )
        }
        return hs_id_range(
            outside_uid: uid, outside_gid: getgid(), first_subuid: uids.first, subuid_count: uids.count,
            first_subgid: gids.first, subgid_count: gids.count)
    }

    private static func range(_ path: String, _ name: String, _ uid: uid_t) -> (first: UInt32, count: UInt32)? {
        guard let text = try? LinuxFiles().read(path) else { return nil }
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":")
            guard fields.count == 3, fields[0] == name || fields[0] == "\(uid)" else { continue }
            // A distribution's root uses ids up to 65534 (nobody).
            if let first = UInt32(fields[1]), let count = UInt32(fields[2]), count >= 65_535 { return (first, count) }
        }
        return nil
    }
}
