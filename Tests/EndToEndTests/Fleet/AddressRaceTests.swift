import Glibc
import Testing

/// Applies and creates at once, with one pool.
@Suite(.serialized)
struct AddressRaceTests {
    @Test("of sixteen applies and creates at once none gives an address away twice, and nothing is left of the others")
    func race() throws {
        let host = try TestHost()
        let fleet = try host.writeFleet("  web[1-4]: {}\n")
        var runs: [(name: String?, child: Child)] = []
        for number in 0..<4 {
            runs.append((nil, try host.start("xen-provision", ["apply", "--keep-going", fleet])))
            // Three of each want the pool's own addresses, and all of them the same.
            for copy in 0..<3 {
                let name = "own\(number)\(copy)"
                let options = host.options.filter { !$0.hasPrefix("--ip=") }
                let own = ["--hostname=\(name)", "--ip=192.0.2.\(100 + number)/24", "--no-hosts"]
                runs.append((name, try host.start("xen-create-image", own + options)))
            }
        }
        let ended = runs.map { ($0.name, $0.child.wait(seconds: 300)) }
        for (_, ending) in ended { #expect([0, 73, 75].contains(ending.status), "\(ending.said)") }
        host.expectSilence()
        #expect(names(in: host.journals) == [])
        let settled = try host.run("xen-provision", "apply", fleet)
        #expect(settled.status == 0, "\(settled.said)")
        let made = ended.compactMap { $1.status == 0 ? $0 : nil } + (1...4).map { "web\($0)" }
        #expect(host.recorded == made.sorted())
        let addresses = try host.recorded.map { guest in
            try Tool.run("sed", "-n", "s/.*ip=\\([0-9.]*\\).*/\\1/p", "\(host.configurations)/\(guest).cfg")
        }
        #expect(Set(addresses).count == addresses.count, "\(addresses)")
        #expect(!addresses.contains(""))
    }
}
