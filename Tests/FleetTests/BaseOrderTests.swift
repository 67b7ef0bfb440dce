import Fleet
import Model
import Testing

@Suite("The order in which the guests of a fleet are made")
struct BaseOrderTests {
    private func order(_ text: String) throws -> [String] {
        BaseOrder.sorted(try WantedGuests.resolve(fleet(text), host: nil, taken: TakenAddresses())).map(\.name.text)
    }

    @Test("begins with one of each base, so that nobody waits for one while another could be made")
    func kinds() throws {
        let text = """
            profiles: {web: {package: [nginx]}}
            guests: {'a[1-2]': {dist: trixie}, 'w[1-2]': {dist: trixie, profiles: [web]}, b1: {dist: bookworm}}
            """
        #expect(try order(text) == ["a1", "w1", "b1", "a2", "w2"])
    }

    @Test("is that of the file where all come from one base, whatever else they differ in")
    func alike() throws {
        #expect(try order("guests: {c: {memory: 1G}, a: {vcpus: 2}, b: {ip: 192.0.2.4/24}}\n") == ["c", "a", "b"])
    }
}
