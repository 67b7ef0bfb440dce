import Model
import Testing
import XenControl

@Suite("A start with a mark")
struct MarkedDomainTests {
    private static let uuid = "11111111-2222-3333-4444-000000000001"

    private static func marked(_ mark: String = "run1") throws -> MarkedDomain {
        MarkedDomain(uuid: try UUIDValue(parsing: uuid), mark: mark)
    }

    private static func started(mark: String? = "run1") throws -> Bench {
        let bench = try Bench()
        var request = try bench.request()
        request.mark = mark
        _ = try bench.start(request)
        return bench
    }

    @Test("leaves one node more than xl does, which goes with its release")
    func release() throws {
        let bench = try Self.started()
        #expect(bench.store["/libxl/1/xen-provision"] == "run1")
        #expect(bench.answer(.release(domain: try Self.marked(), staysPaused: false)) == .settled(wasThere: true))
        #expect(bench.store["/libxl/1/xen-provision"] == nil)
        #expect(bench.xen.guests.map(\.isPaused) == [false])
        #expect(bench.answer(.release(domain: try Self.marked(), staysPaused: false)) == .settled(wasThere: false))
    }

    @Test("is taken back wholly")
    func remove() throws {
        let bench = try Self.started()
        #expect(bench.answer(.remove(domain: try Self.marked())) == .settled(wasThere: true))
        #expect(bench.xen.guests == [])
        #expect(bench.store.lines.filter { $0.contains("/1/") } == [])
        #expect(bench.host.locks == 0)
    }

    @Test("is not taken back where the domain is another run's, or xl's", arguments: ["run2", nil])
    func others(mark: String?) throws {
        let bench = try Self.started(mark: mark)
        #expect(bench.answer(.remove(domain: try Self.marked())) == .settled(wasThere: false))
        #expect(bench.xen.guests.count == 1)
    }

    @Test("is taken back where it was cut off before the domain had a name")
    func nameless() throws {
        let bench = try Bench()
        var domain = DomainState(domid: 5, uuid: try UUIDValue(parsing: Self.uuid), memory: ByteSize(bytes: 0))
        domain.isPaused = true
        bench.xen.guests = [domain]
        #expect(bench.answer(.remove(domain: try Self.marked())) == .settled(wasThere: true))
        #expect(bench.xen.guests == [])
    }
}

@Suite("Waiting for a domain's end")
struct EndOfDomainTests {
    private static func running() throws -> (Bench, DomainIdentity) {
        let bench = try Bench()
        _ = try bench.start(try bench.request())
        return (bench, DomainIdentity(domid: 1, uuid: try bench.request().uuid))
    }

    @Test(
        "tells why it has shut down",
        arguments: [(Int32(0), ShutdownReason.poweroff), (1, .reboot), (3, .crash), (99, .crash)])
    func reasons(code: Int32, reason: ShutdownReason) throws {
        let (bench, domain) = try Self.running()
        bench.onSleep = { bench.xen.guests[0].shutdownReason = code }
        #expect(bench.answer(.wait(domain: domain, seconds: nil, past: nil)) == .end(.shutdown(reason: reason)))
    }

    @Test("tells that it is gone, also where another has its number by now")
    func gone() throws {
        let (bench, domain) = try Self.running()
        bench.onSleep = { bench.xen.guests[0].uuid = UUIDValue(bytes: [1]) }
        #expect(bench.answer(.wait(domain: domain, seconds: nil, past: nil)) == .end(.gone))
        bench.xen.guests = []
        #expect(bench.answer(.wait(domain: domain, seconds: 5, past: nil)) == .end(.gone))
    }

    @Test("ends when time is up")
    func patience() throws {
        let (bench, domain) = try Self.running()
        #expect(bench.answer(.wait(domain: domain, seconds: 3, past: nil)) == .end(.alive))
    }

    @Test("does not end with a saving, but with what comes after it")
    func saved() throws {
        let (bench, domain) = try Self.running()
        var looks = 0
        bench.onSleep = {
            looks += 1
            bench.xen.guests[0].shutdownReason = looks < 3 ? 2 : nil
            if looks == 5 { bench.xen.guests = [] }
        }
        #expect(bench.answer(.wait(domain: domain, seconds: nil, past: .suspend)) == .end(.gone))
        #expect(looks == 5)
    }
}
