import Model
import Provision

extension GuestBench {
    /// The record that a finished run leaves of this guest, whose configuration has this text.
    package func record(configuration: String = "name = 'web1'\n") throws(ProvisionError) -> GuestRecord {
        try RecordComposer(
            spec: spec(), facts: facts, run: Self.run, configuration: configuration, hostsLines: ["192.0.2.10\tweb1"]
        ).record(RunResults())
    }
}
