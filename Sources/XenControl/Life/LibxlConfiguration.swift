import FoundationEssentials
import Model

/// What xl keeps of a domain that it has made, so that `xl list -l`, `mem-set` and `block-attach` work on ours too, and
/// xl can look after one that it has saved and restored.
///
/// Keys are those of libxl_types.idl; one that libxl does not know makes it refuse the whole text.
struct LibxlConfiguration: Encodable {
    private let create: Create
    private let build: Build
    private let disks: [Disk]
    private let nics: [Nic]
    /// `on_poweroff` and its like.
    private let endings: [String: String]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(create, forKey: Key(stringValue: "c_info"))
        try container.encode(build, forKey: Key(stringValue: "b_info"))
        try container.encode(disks, forKey: Key(stringValue: "disks"))
        try container.encode(nics, forKey: Key(stringValue: "nics"))
        for (key, word) in endings { try container.encode(word, forKey: Key(stringValue: key)) }
    }

    private struct Create: Encodable {
        let type: String
        let name: String
        let uuid: String
        let pool: String?

        private enum CodingKeys: String, CodingKey {
            case type, name, uuid
            case pool = "pool_name"
        }
    }

    private struct Share: Encodable {
        let weight: UInt16?
        let cap: UInt16?
    }

    private struct Build: Encodable {
        let vcpus: UInt32
        let kibibytes: UInt64
        let maximumKibibytes: UInt64
        let placement: Placement
        let boot: BootLoader?
        let kernel: String?
        let ramdisk: String?
        let commandLine: String?
        let kind: DomainRequest.Kind

        private enum CodingKeys: String, CodingKey {
            case vcpus = "max_vcpus"
            case available = "avail_vcpus"
            case maximum = "max_memkb"
            case target = "target_memkb"
            case video = "video_memkb"
            case share = "sched_params"
            case affinity = "vcpu_hard_affinity"
            case arguments = "bootloader_args"
            case bootloader, kernel, ramdisk, cmdline
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
            try encodePlacement(&container)
            try container.encodeIfPresent(boot?.program, forKey: .bootloader)
            try container.encodeIfPresent(boot?.arguments, forKey: .arguments)
            try container.encodeIfPresent(kernel, forKey: .kernel)
            try container.encodeIfPresent(ramdisk, forKey: .ramdisk)
            try container.encodeIfPresent(commandLine, forKey: .cmdline)
            try container.encode([String: String](), forKey: kind == .pv ? .pv : .pvh)
        }

        private func encodePlacement(_ container: inout KeyedEncodingContainer<CodingKeys>) throws {
            try container.encode(Share(weight: placement.weight, cap: placement.cap), forKey: .share)
            let sets = (0..<Int(vcpus)).map(placement.cpus(of:))
            // A shorter list is one of libxl's own: it leaves the vcpus behind it alone.
            let pinned = sets.prefix { $0 != nil }.compactMap(\.self)
            if !pinned.isEmpty { try container.encode(pinned, forKey: .affinity) }
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
        let script: String?
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
        create = Create(
            type: request.kind.rawValue, name: request.name, uuid: request.uuid.description,
            pool: request.placement.pool)
        // What was fetched is gone by the time when xl starts the guest anew.
        let boot = request.bootLoader
        let (kernel, ramdisk, commandLine) =
            boot.map { ($0.kernel, $0.ramdisk, $0.commandLine) }
            ?? (request.kernel, request.ramdisk, request.commandLine)
        build = Build(
            vcpus: request.vcpus, kibibytes: request.memory.bytes >> 10,
            maximumKibibytes: request.memoryLimit.bytes >> 10, placement: request.placement, boot: boot,
            kernel: kernel, ramdisk: ramdisk, commandLine: commandLine, kind: request.kind)
        endings = request.endings.libxlWords
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
