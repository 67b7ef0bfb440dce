import Fleet
import HostLinux
import Model
import Provision

/// Checks before anything is touched that every guest that is to be made can be made, by making its spec.
struct SpecCheck {
    let session: FleetSession

    /// - Throws: the first refusal, with the place in the fleet file.
    func check() throws(ProvisionError) {
        let actions = Dictionary(session.plan.guests.map { ($0.name, $0.action) }) { first, _ in first }
        let guests = session.wanted.filter { [.create, .replace, .reconfigure].contains(actions[$0.name.text]) }
        guard !guests.isEmpty else { return }
        let composition = session.composition
        let environment = Composition.variables(["SOURCE_DATE_EPOCH"])
        let values = guests.map { guest in
            var values = guest.values(over: session.base)
            values.takeEpoch(from: environment)
            return values
        }
        var query = FactsQuery()
        for values in values {
            query.formUnion(
                FactsQuery(values: values, paths: composition.paths, workingDirectory: session.directory))
        }
        var facts = try composition.facts(query, session.reporter)
        // Removals come first.
        facts.forget(
            session.records.filter { actions[$0.name.text] == .remove }, tableOfNames: composition.paths.tableOfNames)
        let secrets = SecretCheck(directory: session.directory)
        for guest in guests where actions[guest.name.text] != .reconfigure { try secrets.check(guest) }
        for (guest, values) in zip(guests, values) {
            let action = actions[guest.name.text] ?? .create
            let request = SpecRequest(
                values: values, facts: facts, paths: composition.paths, workingDirectory: session.directory,
                randomUUID: { () throws(ProvisionError) in UUIDValue(random: [UInt8](repeating: 0, count: 16)) })
            do throws(ProvisionError) {
                if action == .reconfigure {
                    _ = try Reconfiguration(request)
                } else {
                    try GuestSpecBuilder(request).check()
                }
            } catch  where error.code == .exists && action == .replace {
                // It is itself what stands in its way, unless somebody else has its address.
                do throws(ProvisionError) {
                    try GuestSpecBuilder(request).checkAddresses()
                } catch {
                    throw Self.placed(error, guest)
                }
            } catch {
                throw Self.placed(error, guest)
            }
        }
    }

    /// Puts the guest's place in front of a refusal that names none.
    private static func placed(_ error: ProvisionError, _ guest: WantedGuest) -> ProvisionError {
        let file = guest.position.file
        return error.message.hasPrefix(file)
            ? error.during("\(guest.name)") : error.during("\(guest.position): \(guest.name)")
    }
}
