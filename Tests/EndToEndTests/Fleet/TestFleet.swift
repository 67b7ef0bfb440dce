import Glibc
import Testing

extension TestHost {
    /// Writes a fleet file whose guests are made from the small archive, on a network with a pool.
    ///
    /// - Parameter guests: what stands below `guests:`, indented by two.
    /// - Returns: its path.
    func writeFleet(_ guests: String, top: String = "", name: String = "fleet.yaml") throws -> String {
        let text = """
            defaults:
              dir: \(images)
              install-method: tar
              install-source: \(tarball)
              size: 64M
              swap: 1M
              network: lan
            networks:
              lan:
                bridge: xenbr0
                gateway: 192.0.2.1
                nameserver: 192.0.2.1
                pools: [192.0.2.100-192.0.2.199/24]
            \(top)
            guests:
            \(guests)
            """
        try EndToEndTests.write("\(path)/\(name)", text + "\n")
        return "\(path)/\(name)"
    }

    /// Names of the guests that have records.
    var recorded: [String] {
        names(in: records).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// The table of names without what was in it before.
    var hostsLines: [String] {
        text(of: root + "/etc/hosts").split(separator: "\n").map(String.init).filter { !$0.contains("localhost") }
    }

    /// Expects these guests and nothing else: each with record, configuration and images, no address twice, nothing
    /// left of any run.
    func expectFleet(_ guests: [String], _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation) {
        let wanted = guests.sorted()
        #expect(recorded == wanted, "\(comment)", sourceLocation: sourceLocation)
        #expect(
            names(in: configurations).sorted() == wanted.map { $0 + ".cfg" }, "\(comment)",
            sourceLocation: sourceLocation)
        #expect(names(in: images + "/domains").sorted() == wanted, "\(comment)", sourceLocation: sourceLocation)
        #expect(names(in: journals) == [], "\(comment)", sourceLocation: sourceLocation)
        let addresses = hostsLines.compactMap { $0.split(separator: "\t").first }
        #expect(addresses.count == wanted.count, "\(comment) \(hostsLines)", sourceLocation: sourceLocation)
        #expect(Set(addresses).count == addresses.count, "\(comment) \(hostsLines)", sourceLocation: sourceLocation)
    }
}
