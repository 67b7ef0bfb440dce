import Fleet
import Model
import Provision
import TestSupport
import Testing

@Suite("Addresses of pools")
struct AllocationTests {
    private func allocate(
        _ fleet: Fleet, host: String? = nil, _ taken: TakenAddresses = TakenAddresses()
    ) throws -> [String: [[String]]] {
        var allocator = AddressAllocator(fleet: fleet, host: host, taken: taken)
        let guests = host == nil ? fleet.guests : fleet.guests.filter { $0.host == host }
        return try allocator.allocate(guests).reduce(into: [:]) { result, item in
            result[item.key.text] = item.value.map { $0.map(\.description) }
        }
    }

    private static let lan = """
        networks:
          lan: {gateway: 192.0.2.1, pools: [192.0.2.0/29, '2001:db8::/64'], reserved: [192.0.2.3]}

        """

    @Test("are the lowest that nothing else has: not the network, its broadcast, the gateway, what is reserved")
    func lowest() throws {
        let fleet = try fleet(Self.lan + "guests: {'w[1-4]': {network: lan}}\n")
        let result = try allocate(fleet)
        #expect(result["w1"] == [["192.0.2.2/29", "2001:db8::1/64"]])
        #expect(result["w2"]?[0][0] == "192.0.2.4/29")
        #expect(result["w4"]?[0][0] == "192.0.2.6/29")
    }

    @Test("run out with the pool's place and the guest's name")
    func exhausted() throws {
        let fleet = try fleet(Self.lan + "guests: {'w[1-5]': {network: lan}}\n")
        let error = #expect(throws: ProvisionError.self) { try allocate(fleet) }
        #expect(error?.message.hasPrefix("fleet.yaml:2:37: no IPv4 address of network 'lan' is left for w5") == true)
    }

    @Test("are no address of another guest, of the fleet itself, of a configuration or of the hosts file")
    func taken() throws {
        let text = """
            networks: {lan: {pools: [192.0.2.0/24]}}
            guests:
              a: {network: lan}
              b: {network: lan}
              c: {network: lan, ip: 192.0.2.1/24}
              d: {network: lan}
            """
        var taken = TakenAddresses()
        taken.add("192.0.2.2", of: "stranger")
        taken.add(hosts: "127.0.0.1 localhost\n192.0.2.3\tprinter # ours\n192.0.2.77 d.example.org d\n")
        let result = try allocate(fleet(text), taken)
        #expect(result["a"] == [["192.0.2.4/24"]])
        #expect(result["b"] == [["192.0.2.5/24"]])
        #expect(result["c"] == [[]])
        #expect(result["d"] == [["192.0.2.77/24"]])
    }

    @Test("stay with the guest that has them, whoever is put in front of it")
    func remembered() throws {
        let text = "networks: {lan: {pools: [192.0.2.0/24]}}\nguests: {new: {network: lan}, web1: {network: lan}}\n"
        var bench = try GuestBench()
        bench.facts.texts = [:]
        bench.set(Settings.ip, "192.0.2.1/24")
        bench.set(Settings.gateway, "192.0.2.254")
        var taken = TakenAddresses()
        taken.add(try bench.record())
        let result = try allocate(fleet(text), taken)
        #expect(result["web1"] == [["192.0.2.1/24"]])
        #expect(result["new"] == [["192.0.2.2/24"]])
    }

    @Test("are not kept where somebody else has them meanwhile")
    func conflict() throws {
        let text = "networks: {lan: {pools: [192.0.2.0/24]}}\nguests: {a: {network: lan}}\n"
        var taken = TakenAddresses()
        taken.add(hosts: "192.0.2.9 a\n")
        taken.add("192.0.2.9", of: "stranger")
        #expect(try allocate(fleet(text), taken)["a"] == [["192.0.2.1/24"]])
    }

    @Test("go to every vif, and not to a family that the guest gets another way")
    func families() throws {
        let text = """
            networks:
              lan: {pools: [192.0.2.0/24, '2001:db8::/64']}
              san: {pools: [198.51.100.10-198.51.100.20/24]}
            guests:
              a: {network: [lan, san], dhcp: yes}
              b: {network: [lan, san], slaac: yes}
            """
        let result = try allocate(fleet(text))
        #expect(result["a"] == [["2001:db8::1/64"], ["198.51.100.10/24"]])
        #expect(result["b"] == [["192.0.2.1/24"], ["198.51.100.11/24"]])
    }

    @Test("skip a large reserved range in one step")
    func reserved() throws {
        let text = """
            networks: {lan: {pools: ['2001:db8::/48'], reserved: ['2001:db8::/64']}}
            guests: {a: {network: lan}}
            """
        #expect(try allocate(fleet(text))["a"] == [["2001:db8:0:1::/48"]])
    }

    @Test("of one pool are for one host only, for it cannot see what another has given away")
    func hosts() throws {
        let shared = """
            hosts: {x: {}, y: {}}
            networks: {lan: {pools: [192.0.2.0/24]}}
            guests: {a: {host: x, network: lan}, b: {host: y, network: lan}}
            """
        #expect(refused(shared)?.message.contains("serve guests of two hosts, a and b") == true)
        let apart = """
            hosts: {x: {}, y: {}}
            networks: {lan: {pools: {x: [192.0.2.0/25], y: [192.0.2.128/25]}}}
            guests: {a: {host: x, network: lan}, b: {host: y, network: lan}}
            """
        let fleet = try fleet(apart)
        #expect(try allocate(fleet, host: "y") == ["b": [["192.0.2.129/25"]]])
        let overlapping = "networks: {lan: {pools: {x: [192.0.2.0/24], y: [192.0.2.128/25]}}}\n"
        #expect(refused(overlapping)?.message.contains("overlaps that at fleet.yaml:1:30") == true)
    }
}
