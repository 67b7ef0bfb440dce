import Glibc
import Testing

/// A fleet file from the guests that are there.
@Suite(.serialized)
struct ImportTests {
    @Test("nothing is to be changed on the host that a fleet file was written from")
    func records() throws {
        let host = try TestHost()
        mkdir(host.root + "/etc/xen-tools", 0o755)
        try EndToEndTests.write(
            host.root + "/etc/xen-tools/xen-tools.conf",
            "dir = \(host.images)\nsize = 64Mb\nswap = 1Mb\ninstall-method = tar\ninstall-source = \(host.tarball)\n"
                + "gateway = 192.0.2.1\nnameserver = 192.0.2.1\nbridge = xenbr0\n")
        for (name, words) in [
            ("web1", ["--ip=192.0.2.10/24"]), ("web2", ["--ip=192.0.2.11", "--memory=1G", "--noswap"]),
        ] {
            let made = try host.start("xen-create-image", ["--hostname=\(name)"] + words).wait()
            #expect(made.status == 0, "\(made.said)")
        }
        let before = try HostSnapshot(of: host)
        let written = try host.run("xen-provision", "import")
        #expect(written.status == 0, "\(written.said)")
        try host.expect(unchangedSince: before, "import")
        try EndToEndTests.write(host.path + "/fleet.yaml", written.output)
        let planned = try host.run("xen-provision", "plan", host.path + "/fleet.yaml")
        #expect(planned.status == 0, "\(planned.said)\n\(written.output)")
        #expect(planned.output.contains("2 unchanged"), "\(planned.said)")
    }

    @Test("a guest of xen-tools is left out until it is taken over, and then is one of the fleet")
    func adopted() throws {
        let host = try TestHost()
        mkdir(host.root + "/etc/xen-tools", 0o755)
        try EndToEndTests.write(host.root + "/etc/xen-tools/xen-tools.conf", "dir = \(host.images)\nbridge = xenbr0\n")
        mkdir(host.images + "/domains", 0o755)
        mkdir(host.images + "/domains/old1", 0o755)
        for name in ["disk", "swap"] { try EndToEndTests.write(host.disk("old1", name), "a disk\n") }
        try EndToEndTests.write(
            host.configurations + "/old1.cfg",
            """
            name = 'old1'
            memory = '256'
            vcpus = '2'
            root = '/dev/xvda2 ro'
            disk = ['file:\(host.disk("old1")),xvda2,w', 'file:\(host.disk("old1", "swap")),xvda1,w']
            vif = [ 'ip=192.0.2.7 ,mac=00:16:3E:01:02:03,bridge=xenbr0' ]

            """)
        let before = try HostSnapshot(of: host)
        let left = try host.run("xen-provision", "import")
        #expect(
            left.output.contains("# Without a record, and left out: \(host.configurations)/old1.cfg"), "\(left.said)")
        try host.expect(unchangedSince: before, "import without --adopt")
        let written = try host.run("xen-provision", "import", "--adopt")
        #expect(written.status == 0, "\(written.said)")
        #expect(host.recorded == ["old1"])
        try EndToEndTests.write(host.path + "/fleet.yaml", written.output)
        let planned = try host.run("xen-provision", "plan", host.path + "/fleet.yaml")
        #expect(planned.status == 0, "\(planned.said)\n\(written.output)")
        let deleted = try host.run("xen-delete-image", "--yes", "old1")
        #expect(deleted.status == 0, "\(deleted.said)")
        #expect(!host.exists(host.images + "/domains/old1"))
    }
}
