import Glibc
import Testing

/// Addresses that somebody on the wire has whom no file knows.
@Suite(.serialized, .enabled(if: geteuid() == 0, "network namespaces need root"))
struct ProbeTests {
    @Test("an address that somebody answers for is given to nobody")
    func probed() throws {
        let host = try TestHost()
        let fleet = try host.writeFleet("  web[1-2]: {}\n")
        // A bridge, and behind a veth a neighbour that has the first address of the pool.
        let script = """
            set -e
            ip link add xenbr0 type bridge
            ip link set xenbr0 up
            unshare -n sleep 60 &
            for try in $(seq 500); do
                [ "$(readlink /proc/$!/ns/net)" = "$(readlink /proc/$$/ns/net)" ] || break
                sleep 0.01
            done
            trap "kill $!" EXIT
            ip link add v0 type veth peer name v1 netns $!
            ip link set v0 master xenbr0 up
            nsenter -t $! -n ip address add 192.0.2.100/24 dev v1
            nsenter -t $! -n ip link set v1 up
            for try in $(seq 500); do
                [ "$(cat /sys/class/net/v0/operstate 2>/dev/null || echo up)" = up ] && break
                sleep 0.01
            done
            code=0
            "$1/bin/xen-provision" plan --arp-probe "$2" || code=$?
            [ $code = 2 ]
            """
        let ended = try Tool.end([
            "env", "\(BuiltProgram.rootVariable)=\(host.root)", "unshare", "-n", "sh", "-c", script, "sh", host.path,
            fleet,
        ])
        #expect(ended.status == 0, "\(ended.said)")
        #expect(ended.said.contains("192.0.2.100 is given to nobody"), "\(ended.said)")
        #expect(ended.output.contains("web1  create  192.0.2.101"), "\(ended.said)")
        #expect(ended.output.contains("web2  create  192.0.2.102"), "\(ended.said)")
    }

    @Test("a bridge that is not there cannot be asked, and the refusal names it")
    func missing() throws {
        let host = try TestHost()
        let fleet = try host.writeFleet("  web1: {}\n")
        let ended = try Tool.end([
            "env", "\(BuiltProgram.rootVariable)=\(host.root)", "unshare", "-n", host.path + "/bin/xen-provision",
            "plan",
            "--arp-probe", fleet,
        ])
        #expect(ended.status == 69, "\(ended.said)")
        #expect(ended.errors.contains("xenbr0"), "\(ended.said)")
    }
}
