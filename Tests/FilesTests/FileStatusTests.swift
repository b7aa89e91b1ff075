import Files
import SystemPackage
import TestSupport
import Testing

/// What the file system says about files and folders.
struct FileStatusTests {
    @Test func kindAndSizeAreTold() throws {
        try withTemporaryFolder { folder in
            let file = try FileStatus(of: try folder.write([1, 2, 3], to: "file"))
            #expect(file.kind == .regular)
            #expect(file.size == 3)
            #expect(file.modified > 1_600_000_000_000_000_000)
            #expect(try FileStatus(of: folder.path).kind == .directory)
            #expect(try FileStatus(of: try folder.makePipe("pipe")).kind == .pipe)
            #expect(try FileStatus(of: "/dev/null").kind == .device)
        }
    }

    @Test func twoPathsOfOneFileHaveOneIdentity() throws {
        try withTemporaryFolder { folder in
            let file = try folder.write([1], to: "a/file")
            let link = try folder.link("link", to: "a/file")
            let other = try folder.write([1], to: "other")
            let identity = try FileStatus(of: file).identity
            #expect(try FileStatus(of: link).identity == identity)
            #expect(try FileStatus(of: folder("a/../a/file")).identity == identity)
            #expect(try FileStatus(of: other).identity != identity)
        }
    }

    @Test func aMissingFileIsAnError() throws {
        try withTemporaryFolder { folder in
            #expect(throws: Errno.noSuchFileOrDirectory) { try FileStatus(of: folder("none")) }
            let loop = try folder.link("loop", to: "loop")
            #expect(throws: Errno.tooManySymbolicLinkLevels) { try FileStatus(of: loop) }
        }
    }

    @Test func aFolderIsListedWithoutItsDots() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "file")
            try folder.write([], to: ".hidden")
            try folder.makeFolder("folder")
            try folder.link("link", to: "file")
            let entries = try directoryEntries(folder.path).sorted { $0.name.string < $1.name.string }
            #expect(entries.map(\.name.string) == [".hidden", "file", "folder", "link"])
            // Some file systems do not say; none says that a link is anything.
            #expect(entries[2].kind == .directory || entries[2].kind == nil)
            #expect(entries[3].kind == nil)
        }
    }

    @Test func aLongNameIsListedWhole() throws {
        try withTemporaryFolder { folder in
            let name = String(repeating: "n", count: 251) + ".jpg"
            try folder.write([], to: name)
            #expect(try directoryEntries(folder.path).map(\.name.string) == [name])
        }
    }

    @Test func whatIsNoFolderCannotBeListed() throws {
        try withTemporaryFolder { folder in
            let file = try folder.write([], to: "file")
            #expect(throws: Errno.notDirectory) { try directoryEntries(file) }
            #expect(throws: Errno.noSuchFileOrDirectory) { try directoryEntries(folder("none")) }
        }
    }
}
