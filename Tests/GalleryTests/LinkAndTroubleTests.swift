import Gallery
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Links, loops, folders named like images and folders that cannot be listed.
struct LinkAndTroubleTests {
    @Test func linksToFilesAndFoldersAreFollowed() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "elsewhere/1.jpg")
            try folder.makeFolder("gallery")
            try folder.link("gallery/a.jpg", to: "../elsewhere/1.jpg")
            try folder.link("gallery/b", to: "../elsewhere")
            let walk = try FolderWalk(folder("gallery"))
            #expect(walk.images.map(\.path) == [folder("gallery/a.jpg"), folder("gallery/b/1.jpg")])
            #expect(walk.images.map(\.label) == [nil, "b"])
        }
    }

    @Test func aFolderThatContainsItselfIsEnteredOnce() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a/1.jpg")
            try folder.link("a/self", to: ".")
            try folder.link("a/up", to: "..")
            try folder.link("round", to: "round")
            let walk = try FolderWalk(folder.path)
            #expect(walk.names(below: folder) == ["a/1.jpg"])
        }
    }

    @Test func aFolderReachedByTwoWaysCountsTwice() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a/1.jpg")
            try folder.link("b", to: "a")
            #expect(try FolderWalk(folder.path).names(below: folder) == ["a/1.jpg", "b/1.jpg"])
        }
    }

    @Test func aLinkToNothingIsTakenForReadingToSayWhy() throws {
        try withTemporaryFolder { folder in
            try folder.link("gone.jpg", to: "nowhere")
            #expect(try FolderWalk(folder.path).names(below: folder) == ["gone.jpg"])
        }
    }

    @Test func anEmptyFolderNamedLikeAnImageIsSkippedAndNamed() throws {
        try withTemporaryFolder { folder in
            try folder.makeFolder("x.jpg")
            let walk = try FolderWalk(folder.path)
            #expect(walk.images.isEmpty)
            #expect(walk.skipped == [SkippedFile(path: folder("x.jpg"), reason: "it is a folder, not an image file")])
        }
    }

    @Test func aFolderNamedLikeAnImageIsEnteredWhenItHoldsSome() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "x.jpg/y.png/1.jpg")
            let walk = try FolderWalk(folder.path)
            #expect(walk.names(below: folder) == ["x.jpg/y.png/1.jpg"])
            #expect(walk.images.map(\.label) == ["x.jpg"])
            #expect(walk.skipped.isEmpty)
        }
    }

    @Test(.enabled(if: permissionsBind, "root may list every folder"))
    func aFolderThatCannotBeListedIsSkippedAndNamed() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a/1.jpg")
            try folder.write([], to: "b/2.jpg")
            #expect(chmod(folder("a").string, 0) == 0)
            defer { chmod(folder("a").string, 0o700) }
            let walk = try FolderWalk(folder.path)
            #expect(walk.names(below: folder) == ["b/2.jpg"])
            #expect(walk.skipped.map(\.path) == [folder("a")])
            #expect(walk.skipped.allSatisfy { isOneLine($0.reason) })
        }
    }

    @Test func aPipeNamedLikeAnImageIsTakenForReadingToSayWhy() throws {
        try withTemporaryFolder { folder in
            try folder.makePipe("p.jpg")
            #expect(try FolderWalk(folder.path).names(below: folder) == ["p.jpg"])
        }
    }
}
