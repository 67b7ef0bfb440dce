import Model
import Testing

/// Expects a failure of one kind whose message or hint holds these words.
func expectFailure(
    _ code: ProvisionError.Code, _ words: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws(ProvisionError) -> Void
) {
    do throws(ProvisionError) {
        try body()
        Issue.record("nothing failed", sourceLocation: sourceLocation)
    } catch {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        #expect(error.description.contains(words), "\(error)", sourceLocation: sourceLocation)
    }
}
