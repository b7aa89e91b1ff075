@testable import Files
#if canImport(Glibc)
import Glibc
#endif
import SystemPackage
import TestSupport
import Testing

/// A file's bytes are there however the file system can give them.
struct MappedFileTests {
    @Test(arguments: [[.sharedMapping], [.privateMapping], [.reading], MappedFile.Way.allCases])
    func everyWayGivesTheSameBytes(ways: [MappedFile.Way]) throws {
        try withTemporaryFolder { folder in
            let bytes = linearCongruentialBytes(seed: 3, count: 100_003)
            let path = try folder.write(bytes, to: "file")
            let file = try MappedFile(path, by: ways)
            #expect(file.count == bytes.count)
            file.withBytes {
                #expect(Array($0) == bytes)
                #expect(Int(bitPattern: $0.baseAddress) % 64 == 0)
            }
        }
    }

    @Test func anEmptyFileHasNoBytes() throws {
        try withTemporaryFolder { folder in
            let path = try folder.write([], to: "file")
            for ways in [MappedFile.Way.allCases, [.reading]] { #expect(try MappedFile(path, by: ways).count == 0) }
        }
    }

    #if os(Linux)
    /// The kernel shows its settings as files that cannot be mapped, and that are shorter than they say: read, and found too short.
    @Test func aFileThatCannotBeMappedIsRead() throws {
        let path: FilePath = "/sys/kernel/mm/transparent_hugepage/enabled"
        guard (try? FileStatus(of: path)) != nil else { return }
        #expect(throws: Errno(rawValue: ENODEV)) { try MappedFile(path, by: [.sharedMapping, .privateMapping]) }
        #expect(throws: Errno.ioError) { try MappedFile(path) }
    }
    #endif
}
