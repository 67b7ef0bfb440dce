import CHostShims
import Glibc
import Model

extension LinuxDeviceHost {
    package func loops() throws(ProvisionError) -> [DeviceNumber] {
        guard let directory = opendir("/sys/block") else { throw .system("listing /sys/block", errno: errno) }
        defer { closedir(directory) }
        var numbers: [DeviceNumber] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix("loop"), let minor = UInt32(name.dropFirst(4)) else { continue }
            numbers.append(DeviceNumber(major: 7, minor: minor))
        }
        return numbers
    }

    package func loopFile(_ number: DeviceNumber) throws(ProvisionError) -> Backing? {
        guard let path = Self.backingPath("loop\(number.minor)") else { return nil }
        // The file may have been removed meanwhile: then it is nobody's disk.
        return access(path, F_OK) == 0 ? try backing(path) : nil
    }

    private static func backingPath(_ loop: String) -> String? {
        guard let file = fopen("/sys/block/\(loop)/loop/backing_file", "re") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = fread(&buffer, 1, buffer.count, file)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self).trimmed : nil
    }

    package func attachLoop(_ path: String, isWritable: Bool) throws(ProvisionError) -> any LoopDevice {
        let file = open(path, (isWritable ? O_RDWR : O_RDONLY) | O_CLOEXEC)
        guard file >= 0 else { throw .system("opening disk \(path.printable)", errno: errno) }
        defer { close(file) }
        let loop = hs_loop_attach(file, isWritable ? 0 : 1, path)
        guard loop >= 0 else { throw .system("putting a loop device on \(path.printable)", errno: -loop) }
        let descriptor = HeldDescriptor(loop)
        var facts = stat()
        guard fstat(loop, &facts) == 0 else { throw .system("examining a loop device", errno: errno) }
        return OpenLoopDevice(descriptor, number: Self.number(facts.st_rdev))
    }

    package func detachLoop(_ device: String, from path: String) throws(ProvisionError) {
        guard device.hasPrefix("/dev/loop"), let minor = UInt32(device.dropFirst(9)) else { return }
        // It may be off already, and the number another's: only the right file counts.
        guard try isOn(minor, path) else { return log("\(device) is on \(path.printable) no more") }
        let loop = open(device, O_RDWR | O_CLOEXEC)
        guard loop >= 0 else { throw .system("opening \(device)", errno: errno) }
        defer { close(loop) }
        let rc = hs_loop_detach(loop)
        guard rc == 0 || rc == -ENXIO else { throw .system("taking \(device) off \(path.printable)", errno: -rc) }
    }

    private func isOn(_ minor: UInt32, _ path: String) throws(ProvisionError) -> Bool {
        // The kernel's words for a file that has no name any more.
        if access(path, F_OK) != 0 { return Self.backingPath("loop\(minor)") == path + " (deleted)" }
        return try loopFile(DeviceNumber(major: 7, minor: minor)) == backing(path)
    }
}

private final class OpenLoopDevice: LoopDevice {
    let number: DeviceNumber
    private let descriptor: HeldDescriptor

    init(_ descriptor: HeldDescriptor, number: DeviceNumber) {
        self.descriptor = descriptor
        self.number = number
    }

    var path: String { "/dev/loop\(number.minor)" }

    func keep() throws(ProvisionError) {
        let rc = hs_loop_keep(descriptor.number)
        guard rc == 0 else { throw .system("keeping \(path)", errno: -rc) }
    }
}
