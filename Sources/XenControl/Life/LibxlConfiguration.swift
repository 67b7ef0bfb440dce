import FoundationEssentials
import Model

/// What xl keeps of a domain that it has made, so that `xl list -l`, `mem-set` and `block-attach` work on ours too.
///
/// Keys are those of libxl_types.idl; one that libxl does not know makes it refuse the whole text.
struct LibxlConfiguration: Encodable {
    private let create: Create
    private let build: Build
    private let disks: [Disk]
    private let nics: [Nic]

    private enum CodingKeys: String, CodingKey {
        case create = "c_info"
        case build = "b_info"
        case disks, nics
    }

    private struct Create: Encodable { let type: String, name: String, uuid: String }

    private struct Build: Encodable {
        let vcpus: UInt32
        let kibibytes: UInt64
        let maximumKibibytes: UInt64
        let kernel: String
        let ramdisk: String?
        let commandLine: String?
        let kind: DomainRequest.Kind

        private enum CodingKeys: String, CodingKey {
            case vcpus = "max_vcpus"
            case available = "avail_vcpus"
            case maximum = "max_memkb"
            case target = "target_memkb"
            case video = "video_memkb"
            case kernel, ramdisk, cmdline
            case pv = "type.pv"
            case pvh = "type.pvh"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(vcpus, forKey: .vcpus)
            try container.encode(Array(0..<vcpus), forKey: .available)
            try container.encode(maximumKibibytes, forKey: .maximum)
            try container.encode(kibibytes, forKey: .target)
            try container.encode(0, forKey: .video)
            try container.encode(kernel, forKey: .kernel)
            try container.encodeIfPresent(ramdisk, forKey: .ramdisk)
            try container.encodeIfPresent(commandLine, forKey: .cmdline)
            try container.encode([String: String](), forKey: kind == .pv ? .pv : .pvh)
        }
    }

    private struct Disk: Encodable {
        let path: String
        let vdev: String
        let writable: Int
        let format = "raw"

        private enum CodingKeys: String, CodingKey {
            case path = "pdev_path"
            case vdev, format
            case writable = "readwrite"
        }
    }

    private struct Nic: Encodable {
        let devid: Int
        let mac: String
        let bridge: String?
        let ip: String?
        let script: String
        let ifname: String?
        let nictype = "vif"
        let rateBytes: UInt64?
        let rateInterval: UInt64?

        private enum CodingKeys: String, CodingKey {
            case devid, mac, bridge, ip, script, ifname, nictype
            case rateBytes = "rate_bytes_per_interval"
            case rateInterval = "rate_interval_usecs"
        }
    }

    init(_ request: DomainRequest) {
        create = Create(type: request.kind.rawValue, name: request.name, uuid: request.uuid.description)
        build = Build(
            vcpus: request.vcpus, kibibytes: request.memory.bytes >> 10,
            maximumKibibytes: request.memoryLimit.bytes >> 10, kernel: request.kernel,
            ramdisk: request.ramdisk, commandLine: request.commandLine, kind: request.kind)
        disks = request.disks.map { Disk(path: $0.target, vdev: $0.vdev, writable: $0.isWritable ? 1 : 0) }
        nics = request.vifs.enumerated().map { index, vif in
            Nic(
                devid: index, mac: vif.mac.description, bridge: vif.bridge, ip: vif.ip, script: vif.script,
                ifname: vif.hostName, rateBytes: vif.rate?.bytes, rateInterval: vif.rate?.interval)
        }
    }

    /// The JSON text.
    var text: String {
        get throws(ProvisionError) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            do {
                return String(decoding: try encoder.encode(self), as: UTF8.self)
            } catch {
                throw ProvisionError(.failed, "the configuration for xl cannot be written as JSON")
            }
        }
    }
}
