import CHostShims
import Glibc
import Model
import Provision

extension LinuxFiles {
    package func digest(_ path: String) throws(ProvisionError) -> String {
        let file = try OpenFile(path, O_RDONLY, "opening \(path)")
        var sum: UInt64 = 0
        let result = hs_digest(file.descriptor, &sum)
        guard result == 0 else { throw .system("reading \(path)", errno: -result) }
        return try Self.digest(sum, file.descriptor, path)
    }

    package func copyImage(_ source: String, into target: String) throws(ProvisionError) -> String? {
        let from = try OpenFile(source, O_RDONLY, "opening \(source)")
        let to = try OpenFile(target, O_RDWR, "opening \(target)")
        if hs_share_blocks(from.descriptor, to.descriptor) == 0 { return nil }
        var sum: UInt64 = 0
        let result = hs_copy_digest(from.descriptor, to.descriptor, &sum)
        guard result == 0 else { throw .system("copying \(source) into \(target)", errno: -result) }
        return try Self.digest(sum, from.descriptor, source)
    }

    package func clampTimes(below directory: String, to epoch: Int64) throws(ProvisionError) {
        let result = hs_clamp_times(directory, epoch)
        guard result == 0 else { throw .system("setting times below \(directory)", errno: -result) }
    }

    private static func digest(_ sum: UInt64, _ descriptor: Int32, _ path: String) throws(ProvisionError) -> String {
        let size = hs_size(descriptor)
        guard size >= 0 else { throw .system("asking for the size of \(path)", errno: Int32(-size)) }
        return "\(String(sum, radix: 16))-\(size)"
    }

    package func changeMark(of path: String) throws(ProvisionError) -> String {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .system("looking at \(path)", errno: errno) }
        let times = [facts.st_mtim, facts.st_ctim].map { "\($0.tv_sec).\($0.tv_nsec)" }.joined(separator: " ")
        return "\(BootID.current) \(facts.st_dev) \(facts.st_ino) \(facts.st_size) \(times)"
    }
}
