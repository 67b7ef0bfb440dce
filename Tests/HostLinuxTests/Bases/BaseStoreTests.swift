import Model
import Provision
import TestSupport
import Testing

@testable import HostLinux

@Suite("Bases that are kept")
struct BaseStoreTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var store: BaseStore { BaseStore(directory: directory("bases")) }

    private func keep() throws -> (BaseLocation, BaseDescription) {
        let description = try GuestBench().keptBase().description
        let location = try store.location(of: description.identity)
        try directory.makeDirectory("bases")
        try LinuxFiles().create(location.image, content: "image", mode: 0o600)
        try LinuxFiles().create(location.description, content: RecordText.encode(description), mode: 0o600)
        return (location, description)
    }

    @Test("are found by what made them, and gone when they are removed")
    func found() throws {
        let (location, description) = try keep()
        #expect(try store.description(location) == description)
        #expect(try store.all().map(\.description) == [description])
        try store.remove(location)
        #expect(try store.all().isEmpty)
        #expect(directory.names("bases") == [])
    }

    @Test("are no bases without their description or their image")
    func unfinished() throws {
        let (location, _) = try keep()
        try LinuxFiles().removeFile(location.image)
        #expect(try store.description(location) == nil)
        try LinuxFiles().create(location.image, content: "image", mode: 0o600)
        try LinuxFiles().removeFile(location.description)
        #expect(try store.description(location) == nil)
    }

    @Test("are cloned by many at a time, and made by one")
    func locks() throws {
        let location = try store.location(of: GuestBench().keptBase().description.identity)
        let refusal = ProvisionError(.busy, "somebody is at it")
        let wait = { () throws(ProvisionError) in throw refusal }
        let first = try store.lock(location, for: .reading, waiting: wait)
        let second = try store.lock(location, for: .reading, waiting: wait)
        #expect(throws: refusal) { try store.lock(location, for: .writing, waiting: wait) }
        withExtendedLifetime((first, second)) {}
    }

    @Test("that are being made keep others waiting until they are there")
    func making() throws {
        let location = try store.location(of: GuestBench().keptBase().description.identity)
        var writer: BaseLock? = try store.lock(location, for: .writing) {}
        var turns = 0
        let reader = try store.lock(location, for: .reading) { () throws(ProvisionError) in
            turns += 1
            writer?.share()
            if turns > 1 { throw ProvisionError(.failed, "sharing did not let the reader in") }
        }
        withExtendedLifetime(reader) { writer = nil }
        #expect(turns == 1)
    }
}
