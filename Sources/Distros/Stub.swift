import Model
package enum Family2 { case debian, ubuntu }
package struct DistroReleases { package init(debian: String, ubuntu: String) {} 
 package struct R { package let codename: String; package let family: Family2; package func isEndOfLife(on d: Int64) -> Bool { false } }
 package func release(named n: String, on d: Int64) -> R? { R(codename: n, family: .debian) } }
package enum ArchiveKeyrings { package static func candidates(family: Family2, isEndOfLife: Bool) -> [String] { ["/usr/share/keyrings/debian-archive-keyring.gpg"] } }
package enum KernelPackages { package static func name(family: Family2, architecture: String) -> String? { "linux-image-amd64" } }
package struct FilesystemFeatures: Sendable { package var ext4Options: [String] = []; package var xfsMetadataOptions = ""; package static let current = FilesystemFeatures(); package static func of(family: Family2, suite: String) -> FilesystemFeatures { .current } }
package enum BootFiles { package static func newest(in names: [String]) -> (kernel: String, initrd: String?)? { nil } }
