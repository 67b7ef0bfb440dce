import Fleet
import Model
import Provision
import Testing

@testable import Commands

@Suite("References to secrets in a fleet")
struct SecretCheckTests {
    /// One fleet file in memory.
    private struct Source: FleetSource {
        let content: String

        func size(of path: String) throws(ProvisionError) -> UInt64? { UInt64(content.utf8.count) }
        func text(of path: String) throws(ProvisionError) -> String { content }
    }

    private func check(_ secret: String, in directory: String) throws {
        let source = Source(content: "guests:\n  a: {dhcp: yes, password: {\(secret)}}\n")
        let fleet = try Fleet(FleetLoader(source: source, base: "/f").load("/f/fleet.yaml"))
        for guest in try WantedGuests.resolve(fleet, host: nil, taken: TakenAddresses()) {
            try SecretCheck(directory: directory).check(guest)
        }
    }

    @Test("to files that are there pass, relative ones from beside the fleet")
    func good() throws {
        let scratch = try Scratch()
        let path = try scratch.write("pw", "hunter2\n")
        try check("file: pw", in: scratch.path)
        try check("file: \(path)", in: "/nowhere")
    }

    @Test("to what is no file are refused with their place", arguments: ["none", "directory"])
    func bad(name: String) throws {
        let scratch = try Scratch()
        try scratch.write("directory/x", "")
        let error = try #require(throws: ProvisionError.self) { try check("file: \(name)", in: scratch.path) }
        #expect(error.code == .badInput)
        #expect(error.message.hasPrefix("fleet.yaml:2:"), "\(error)")
        #expect(error.message.contains("\(scratch.path)/\(name)"), "\(error)")
    }

    @Test("to variables that nobody has set are refused with their place")
    func variable() throws {
        let error = try #require(throws: ProvisionError.self) {
            try check("env: XEN_PROVISION_NO_SUCH_VARIABLE", in: "/")
        }
        #expect(error.code == .usage)
        #expect(error.message.hasPrefix("fleet.yaml:2:"), "\(error)")
    }
}
