import Testing

@testable import Provision
