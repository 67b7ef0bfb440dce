import Model

/// What a request must be before anything is done with it: nothing in it may surprise xenstore, a script or the kernel.
struct RequestCheck {
    let request: DomainRequest

    /// - Throws: `.badInput` for the first thing that is wrong.
    func check() throws(ProvisionError) {
        try checkName()
        let most = request.kind.mostVcpus
        guard (1...most).contains(Int(request.vcpus)) else {
            throw refusal("\(request.vcpus) vcpus are not 1 to \(most)")
        }
        try checkCommandLine()
        try checkPath(request.kernel)
        if let ramdisk = request.ramdisk { try checkPath(ramdisk) }
        var numbers: Set<UInt32> = []
        for disk in request.disks {
            try checkPath(disk.target)
            guard numbers.insert(try VirtualDevice.number(of: disk.vdev)).inserted else {
                throw refusal("two disks are called \(disk.vdev)")
            }
        }
        for vif in request.vifs { try check(vif) }
        guard Set(request.vifs.map(\.mac)).count == request.vifs.count else {
            throw refusal("two interfaces have the same MAC address")
        }
    }

    private func checkName() throws(ProvisionError) {
        let name = request.name
        let allowed = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || "-_.+".utf8.contains(byte)
        }
        guard allowed, !name.isEmpty, name.utf8.count <= 128, !name.hasPrefix(".") else {
            throw refusal("'\(name.printable)' cannot be a domain's name")
        }
        guard !name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw refusal("a name that is a number would be taken for a domain's number")
        }
    }

    private func checkCommandLine() throws(ProvisionError) {
        guard let line = request.commandLine else { return }
        guard !line.utf8.contains(where: { $0 < 0x20 }) else {
            throw refusal("its command line holds a control character")
        }
        // A PV kernel gets 1024 bytes with the NUL behind it, and Xen's library cuts off what is more. A PVH kernel gets
        // a pointer; Linux itself reads 2048 (COMMAND_LINE_SIZE).
        let most = request.kind == .pv ? 1023 : 2047
        guard line.utf8.count <= most else { throw refusal("its command line is longer than \(most) bytes") }
    }

    private func checkPath(_ path: String) throws(ProvisionError) {
        guard path.hasPrefix("/"), path.utf8.count <= 1024, !path.utf8.contains(where: { $0 < 0x20 }) else {
            throw refusal("'\(path.printable)' is no absolute path")
        }
    }

    private func check(_ vif: VifRequest) throws(ProvisionError) {
        if let script = vif.script {
            try checkPath(script)
        } else if vif.bridge == nil {
            throw refusal("a vif that is attached directly needs a bridge")
        }
        for name in [vif.hostName, vif.bridge].compactMap(\.self) {
            guard Self.isInterfaceName(name) else { throw refusal("'\(name.printable)' is no name of an interface") }
        }
        if let ip = vif.ip, ip.utf8.contains(where: { $0 < 0x20 }) || ip.utf8.count > 1024 {
            throw refusal("'\(ip.printable)' is no list of addresses")
        }
    }

    /// A bridge may carry a VLAN behind a dot or colons for Open vSwitch, so it is longer than IFNAMSIZ.
    private static func isInterfaceName(_ name: String) -> Bool {
        let plain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || "-_.:".utf8.contains(byte)
        }
        return plain && !name.isEmpty && name.utf8.count <= 32 && !name.hasPrefix("-") && !name.hasPrefix(".")
    }

    private func refusal(_ reason: String) -> ProvisionError {
        ProvisionError(.badInput, "\(request.name.printable): \(reason)", hint: "change the domain configuration")
    }
}
