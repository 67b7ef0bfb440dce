import Model
import Provision
import Testing

@Suite("xl.conf")
struct XLSystemConfTests {
    @Test("the defaults for vifs are found among comments and other keys")
    func defaults() throws {
        let conf = try XLSystemConf(
            parsing: """
                ## Global XL config file ##
                #autoballoon="auto"
                autoballoon="0"
                vif.default.script="vif-openvswitch"
                vif.default.bridge="ovs0"

                """, file: "xl.conf")
        #expect(conf.defaultBridge == "ovs0")
        #expect(conf.defaultScript == "vif-openvswitch")
    }

    @Test("a file of comments leaves both to xl")
    func untouched() throws {
        let conf = try XLSystemConf(parsing: "#vif.default.bridge=\"xenbr0\"\n", file: "xl.conf")
        #expect(conf.defaultBridge == nil)
        #expect(conf.defaultScript == nil)
    }

    @Test("the older names count where the newer ones are missing")
    func olderNames() throws {
        let text = "defaultbridge = 'old'\nvifscript = 'vif-route'\nvif.default.bridge = 'new'\n"
        let conf = try XLSystemConf(parsing: text, file: "xl.conf")
        #expect(conf.defaultBridge == "new")
        #expect(conf.defaultScript == "vif-route")
    }

    @Test("a mistake is reported with file and line")
    func mistake() {
        let error = refusalOfConf {
            _ = try XLSystemConf(parsing: "a = 1\nvif.default.bridge = br0\n", file: "xl.conf")
        }
        #expect(error?.code == .badInput)
        #expect(error?.message.hasPrefix("xl.conf:2: ") == true)
    }
}
