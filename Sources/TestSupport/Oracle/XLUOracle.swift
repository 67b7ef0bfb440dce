import CXLUtil
import Glibc
import Model

/// What Xen's own parser (libxlutil) makes of a configuration: the oracle for ours.
package final class XLUOracle {
    private let config: OpaquePointer
    private let report: UnsafeMutablePointer<FILE>

    /// Nil where the library refuses the text.
    package init?(parsing text: String) {
        guard let report = fopen("/dev/null", "w") else { return nil }
        guard let config = xlu_cfg_init(report, "test") else {
            fclose(report)
            return nil
        }
        (self.report, self.config) = (report, config)
        guard xlu_cfg_readdata(config, text, Int32(text.utf8.count)) == 0 else { return nil }
    }

    deinit {
        xlu_cfg_destroy(config)
        fclose(report)
    }

    /// The value of a key; nil where it is not set.
    package func value(_ key: String) -> XLValue? {
        var text: UnsafePointer<CChar>?
        if xlu_cfg_get_string(config, key, &text, 1) == 0, let text { return .string(String(cString: text)) }
        var list: OpaquePointer?
        guard xlu_cfg_get_list(config, key, &list, nil, 1) == 0, let list else { return nil }
        return items(list)
    }

    /// The value of a key as the number that xl makes of it; nil where it refuses.
    package func long(_ key: String) -> Int? {
        var number = 0
        return xlu_cfg_get_long(config, key, &number, 1) == 0 ? number : nil
    }

    /// Parses a disk specification; nil where the library refuses it.
    package func disk(_ text: String) -> XLDisk? {
        var disk = libxl_device_disk()
        defer {
            free(disk.pdev_path)
            free(disk.vdev)
            free(disk.script)
            free(disk.backend_domname)
        }
        let isRead = text.withCString { pointer in
            var specification: UnsafePointer<CChar>? = pointer
            return xlu_disk_parse(config, 1, &specification, &disk) == 0
        }
        guard isRead else { return nil }
        let formats: [UInt32: XLDisk.Format] = [
            LIBXL_DISK_FORMAT_RAW.rawValue: .raw, LIBXL_DISK_FORMAT_QCOW.rawValue: .qcow,
            LIBXL_DISK_FORMAT_QCOW2.rawValue: .qcow2,
            LIBXL_DISK_FORMAT_VHD.rawValue: .vhd, LIBXL_DISK_FORMAT_QED.rawValue: .qed,
            LIBXL_DISK_FORMAT_EMPTY.rawValue: .empty,
        ]
        let target = string(disk.pdev_path) ?? ""
        let script = string(disk.script) ?? ""
        return XLDisk(
            target: target.isEmpty ? nil : target, format: formats[disk.format.rawValue] ?? .raw,
            vdev: string(disk.vdev) ?? "",
            access: disk.readwrite == 0 ? .readOnly : .readWrite, isCDROM: disk.is_cdrom != 0,
            script: script.isEmpty ? nil : script)
    }

    private func string(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func items(_ list: OpaquePointer) -> XLValue {
        var items: [XLValue] = []
        while let item = xlu_cfg_get_listitem2(list, Int32(items.count)) {
            var text: UnsafeMutablePointer<CChar>?
            var nested: OpaquePointer?
            if xlu_cfg_value_get_string(config, item, &text, 1) == 0, let text {
                items.append(.string(String(cString: text)))
            } else if xlu_cfg_value_get_list(config, item, &nested, 1) == 0, let nested {
                items.append(self.items(nested))
            }
        }
        return .list(items)
    }
}
