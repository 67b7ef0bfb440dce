import Testing

@testable import Distros
