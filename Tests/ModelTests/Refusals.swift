import Model

/// The error with which a call is refused; nil where it is not.
func refusal(_ call: () throws -> Void) -> ProvisionError? {
    do {
        try call()
        return nil
    } catch {
        return error as? ProvisionError
    }
}
