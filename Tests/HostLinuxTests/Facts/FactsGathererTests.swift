import HostLinux
import Model
import Provision
import TestSupport
import Testing

@Suite("The facts of a host")
struct FactsGathererTests {
    private func query(_ values: SettingValues, in directory: String) -> FactsQuery {
        FactsQuery(values: values, paths: HostPaths(environment: [:], isRoot: true), workingDirectory: directory)
    }

    @Test("say of a host key's file whether it is one, and nothing of what it holds")
    func hostKeys() throws {
        let directory = try TemporaryDirectory()
        let key = try directory.write("key", "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n")
        let other = try directory.write("other", "web1\n")
        let folder = try directory.makeDirectory("folder")
        var values = SettingValues()
        values.set(Settings.hostKey, ["key", "other", "folder", "missing"], .commandLine)
        let query = query(values, in: directory.path)
        #expect(query.privateKeys.count == 4 && !query.texts.contains(key))
        let gatherer = FactsGatherer(
            paths: HostPaths(environment: ["XEN_PROVISION_ROOT": directory.path], isRoot: true),
            hypervisor: ScriptedHypervisor(), runner: RecordingRunner())
        let facts = try gatherer.gather(query)
        #expect(facts.privateKeys == [key: true, other: false, folder: false])
        #expect(!"\(facts)".contains("c2VjcmV0"))
    }

    @Test("are asked for a time zone's place where one is named")
    func zones() {
        var values = SettingValues()
        #expect(!query(values, in: "/").paths.contains("/usr/share/zoneinfo"))
        values.set(Settings.timezone, ["Europe/Berlin"], .commandLine)
        let paths = query(values, in: "/").paths
        #expect(paths.isSuperset(of: ["/usr/share/zoneinfo", "/usr/share/zoneinfo/Europe/Berlin"]))
    }
}
