import Model

/// Gives a guest that is there the hardware that its settings say now. Its disks are not touched.
package struct Reconfiguration: Sendable {
    private let hardware: HardwareSpec
    private let settings: [String: [String]]

    /// - Throws: `.usage` for values that make no sense.
    package init(_ request: SpecRequest) throws(ProvisionError) {
        hardware = try HardwareSpecBuilder(request).build()
        settings = request.values.recorded
    }

    /// Changes the keys in the configuration that is there, whatever else was edited in it, and then the record. What is
    /// cut off between the two is done again by the next run.
    ///
    /// - Throws: `.badInput` where the configuration is gone or cannot be read.
    package func carryOut(
        _ record: GuestRecord, files: any HostFiles, replace: (GuestRecord) throws(ProvisionError) -> Void
    ) throws(ProvisionError) {
        guard let text = try files.read(record.configuration) else {
            throw ProvisionError(
                .badInput, "\(record.configuration) is gone", hint: "restore it, or delete and make the guest again")
        }
        var record = record
        try files.replace(record.configuration, content: changed(text, record.configuration))
        record.configurationText = try changed(record.configurationText, record.configuration)
        for row in Settings.reconfigurable { record.settings?[row.name] = settings[row.name] }
        try replace(record)
    }

    private func changed(_ text: String, _ file: String) throws(ProvisionError) -> String {
        var config = try XLConfig(parsing: text, file: file)
        config.setMemory(hardware.memory)
        config.setMaxmem(hardware.maximumMemory)
        config.setVCPUs(hardware.vcpus)
        config.cpus = hardware.cpus
        config.setCPUWeight(hardware.cpuWeight)
        return try config.text(header: XLConfig.header(of: text))
    }
}

extension XLConfig {
    /// The comment lines that a configuration begins with, without their marks.
    package static func header(of text: String) -> [String] {
        text.lines.prefix { $0.hasPrefix("#") }.map { String($0.dropFirst()).trimmed }
    }
}
