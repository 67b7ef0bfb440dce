import Model
import Provision
import Testing

@Suite("A throw-away copy of a guest")
struct BootTrialTests {
    private let uuid = UUIDValue(bytes: [UInt8](repeating: 7, count: 16))

    private func trial(
        _ text: String, signs: Set<BootSign> = [.login], isRunning: Bool = false
    ) throws -> BootTrial {
        let config = try XLConfig(parsing: "name = 'web1'\n" + text, file: "web1.cfg")
        return try BootTrial(
            of: config, uuid: uuid, directory: "/srv/.web1.test-boot", signs: signs, isRunning: isRunning)
    }

    @Test("has a name and a UUID of its own, and the guest's MAC address")
    func identity() throws {
        let trial = try trial("vif = ['mac=00:16:3e:00:00:01,ip=192.0.2.10,vifname=web1,bridge=xenbr0']")
        #expect(trial.config.name == "web1.test-boot")
        #expect(trial.config.uuid == uuid.description)
        let vif = try #require(try trial.config.vifs().first)
        #expect(vif.mac?.description == "00:16:3e:00:00:01")
        #expect(vif.vifname == nil)
        #expect(trial.addresses == ["192.0.2.10"])
    }

    @Test("copies what can be written, and shares what cannot")
    func disks() throws {
        let trial = try trial(
            "disk = ['format=raw,vdev=xvda2,access=rw,target=/srv/disk.img', 'file:/srv/tools.img,xvdb,r']")
        #expect(trial.copies == [.init(source: "/srv/disk.img", target: "/srv/.web1.test-boot/xvda2.img")])
        #expect(try trial.config.disks().map(\.target) == ["/srv/.web1.test-boot/xvda2.img", "/srv/tools.img"])
    }

    @Test("has no vif while the guest runs, and cannot be waited for on the network then")
    func running() throws {
        let vif = "vif = ['ip=192.0.2.10']"
        #expect(try trial(vif, isRunning: true).config.vifs() == [])
        let error = #expect(throws: ProvisionError.self) { try trial(vif, signs: [.ping], isRunning: true) }
        #expect(error?.code == .busy)
    }

    @Test("needs an address where one is waited for")
    func address() {
        let error = #expect(throws: ProvisionError.self) { try trial("vif = ['']", signs: [.ssh]) }
        #expect(error?.code == .usage)
    }

    @Test("of a guest on a qcow2 image is refused")
    func format() {
        let error = #expect(throws: ProvisionError.self) { try trial("disk = ['/srv/disk.img,qcow2,xvda,w']") }
        #expect(error?.message.contains("/srv/disk.img") == true)
    }
}

@Suite("Waiting for a guest to come up")
struct BootWatchTests {
    private final class Life {
        var time = 0.0
        var seen: [String] = []
    }

    /// A guest that shows each sign from some second on, and ends at another.
    private func watch(
        _ signs: [BootSign], from: [BootSign: Double], ends: (Double, DomainEnd) = (1000, .gone)
    ) throws(ProvisionError) -> [String] {
        let life = Life()
        let watch = BootWatch(
            signs, limit: 100, clock: { life.time },
            end: { () throws(ProvisionError) in
                life.time += 1
                return life.time >= ends.0 ? ends.1 : .alive
            },
            shows: { sign throws(ProvisionError) in from[sign].map { life.time >= $0 } ?? false })
        try watch.run { sign, seconds in life.seen.append("\(sign.rawValue) \(Int(seconds))") }
        return life.seen
    }

    @Test("tells each sign once, when it is there")
    func signs() throws {
        #expect(try watch([.login, .ping], from: [.ping: 5, .login: 9]) == ["ping 5", "login 9"])
    }

    @Test("fails when its time is over, and names what is missing")
    func late() {
        let error = #expect(throws: ProvisionError.self) { try watch([.login, .ssh], from: [.login: 3]) }
        #expect(error?.message == "no answer of an ssh server within 100 s")
    }

    @Test("fails at once when the guest ends", arguments: [DomainEnd.gone, .shutdown(reason: .crash)])
    func ended(end: DomainEnd) {
        let error = #expect(throws: ProvisionError.self) { try watch([.login], from: [:], ends: (4, end)) }
        #expect(error?.message.contains("without login prompt") == true)
    }

    @Test(
        "takes the question of a getty at the end of the console for a login prompt",
        arguments: [
            ("Debian GNU/Linux 12 web1 hvc0\r\n\r\nweb1 login: ", true), ("web1 login: root\r\nPassword: ", false),
            ("Started systemd-logind.\r\n", false), ("", false),
        ])
    func prompt(console: String, isOne: Bool) {
        #expect(BootWatch.isPrompt(console) == isOne)
    }

    @Test("shows why a kernel panicked, however long the trace is that follows")
    func panic() {
        let before = (1...30).map { "[    1.\($0)] before \($0)" }
        let reason = "[   26.0] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100"
        let trace = (1...40).map { "[   26.\($0)]  ? frame \($0)" }
        let end = "[   27.0] ---[ end Kernel panic - not syncing: Attempted to kill init! ]---"
        let lines = before + [reason] + trace + [end]
        #expect(BootWatch.lastWords(of: lines.joined(separator: "\r\n")) == [reason] + trace + [end])
        #expect(BootWatch.lastWords(of: before.joined(separator: "\r\n")) == before.suffix(15))
        #expect(BootWatch.lastWords(of: "").isEmpty)
    }
}
