import Foundation
import Model
import Testing
import XenControl

/// Trees that `xl create` made on Xen 4.17.7, as `xenstore-ls -fp` shows them before the guest's first instruction.
private enum Golden {
    static func lines(_ name: String) throws -> Set<String> {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        return Set(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init))
    }
}

@Suite("A domain's tree in xenstore")
struct GoldenTreeTests {
    /// What dom0, its backends and the services write themselves.
    private static let others = [
        "/@", "/tool", "/local/pool", "/local/domain/0/control", "/local/domain/0/domid", "/local/domain/0/name",
    ]
    private static let backendKeys: Set<String> = [
        "feature-ctrl-ring", "feature-dynamic-multicast-control", "feature-gso-tcpv4", "feature-gso-tcpv6",
        "feature-ipv6-csum-offload", "feature-max-indirect-segments", "feature-multicast-control", "feature-rx-copy",
        "feature-rx-flip", "feature-sg", "feature-split-event-channels", "feature-xdp-headroom", "max-ring-page-order",
        "multi-queue-max-queues",
    ]

    private static func isOurs(_ line: String) -> Bool {
        let path = String(line.prefix { $0 != " " })
        if others.contains(where: path.hasPrefix) { return false }
        let key = path.split(separator: "/").last.map(String.init) ?? ""
        return !(path.hasPrefix("/local/domain/0/backend/") && backendKeys.contains(key))
    }

    /// The kernel's place is the test's own.
    private static func comparable(_ lines: Set<String>, _ kernel: String) -> Set<String> {
        Set(
            lines.filter(isOurs).map { line in
                line.replacing("\"\(kernel)\"", with: "\"FILE\"").replacing("\"/tmp/vmlinuz\"", with: "\"FILE\"")
                    .replacing("\"/tmp/initrd.gz\"", with: "\"FILE\"")
            })
    }

    @Test("of a PV guest is the one that xl writes, node by node, with the same permissions")
    func pv() throws {
        let bench = try Bench()
        let request = try bench.request()
        #expect(try bench.start(request) == 1)
        let ours = Self.comparable(bench.store.lines, request.kernel)
        let golden = Self.comparable(try Golden.lines("xl-pv-paused.xs"), request.kernel)
        #expect(ours.subtracting(golden) == [])
        #expect(golden.subtracting(ours) == [])
    }

    @Test("of a PVH guest is the one that xl writes, but for what its end has changed there")
    func pvh() throws {
        let bench = try Bench()
        let request = try bench.request(
            .pvh, uuid: "11111111-2222-3333-4444-000000000002", name: "t-pvh", mac: "00:16:3e:00:00:02")
        _ = try bench.start(request)
        let ours = Self.comparable(bench.store.lines, request.kernel)
        // That guest was on its way out: devices were closing, and the frontends were gone.
        let golden = Self.comparable(try Golden.lines("xl-pvh-paused.xs"), request.kernel).filter { line in
            !["/state", "/online", "/store/ring-ref", "/start_time"].contains { line.contains($0 + " = ") }
        }
        #expect(golden.count > 100)
        #expect(golden.subtracting(ours) == [])
    }

    @Test("gives no domain a right over a node that it does not own, and nobody rights by default")
    func permissions() throws {
        let bench = try Bench()
        _ = try bench.start(try bench.request())
        for (path, node) in bench.store.nodes {
            #expect(node.permissions.entries.first?.mayRead == false, "\(path)")
            guard path.hasPrefix("/libxl") || path == "/local/domain/1/console/tty" else { continue }
            #expect(node.permissions.entries.first?.domid == 0, "\(path)")
        }
    }
}
