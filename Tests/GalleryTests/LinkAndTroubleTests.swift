import Files
@testable import Gallery
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

    @Test func aFolderReachedByTwoWaysCountsOnceByTheFirstInTheOrderOfBytes() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "b/1.jpg")
            try folder.link("a", to: "b")
            try folder.link("c", to: "b")
            #expect(try FolderWalk(folder.path).names(below: folder) == ["a/1.jpg"])
        }
    }

    @Test func theShortestWayNamesAFolder() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a/b/c/1.jpg")
            try folder.link("z", to: "a/b/c")
            try folder.link("a/y", to: "b/c")
            #expect(try FolderWalk(folder.path).names(below: folder) == ["z/1.jpg"])
        }
    }

    @Test(arguments: [1, 2, 5])
    func foldersThatAreLinkedToEachOtherCountOnce(threads: Int) throws {
        try withTemporaryFolder { folder in
            for own in 0..<8 {
                try folder.write([], to: "\(own)/image.jpg")
                for other in 0..<8 where other != own { try folder.link("\(own)/to\(other)", to: "../\(other)") }
            }
            let walk = try FolderWalk(folder.path, threads: threads)
            #expect(walk.names(below: folder) == (0..<8).map { "\($0)/image.jpg" })
            #expect(walk.skipped.isEmpty)
        }
    }

    @Test func aFileUnderSeveralLinksIsAnImageUnderEach() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a.jpg")
            try folder.link("b.jpg", to: "a.jpg")
            #expect(try FolderWalk(folder.path).names(below: folder) == ["a.jpg", "b.jpg"])
        }
    }

    #if os(Linux)
    @Test func whatTheKernelShowsOfItselfHoldsNoImages() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a.jpg")
            try folder.link("processes", to: "/proc")
            let walk = try FolderWalk(folder.path)
            #expect(walk.names(below: folder) == ["a.jpg"] && walk.skipped.isEmpty)
        }
    }

    @Test func aFolderThatMayNotBeSearchedIsNamedAndSoAreTheImagesInIt() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a/deep/1.jpg")
            try folder.write([], to: "a/2.jpg")
            #expect(chmod(folder.path.string, 0o755) == 0 && chmod(folder("a").string, 0o644) == 0)
            defer { chmod(folder("a").string, 0o755) }
            let walk = try asNobody { try FolderWalk(folder.path, threads: 1) }
            #expect(walk.names(below: folder) == ["a/2.jpg"])
            #expect(walk.skipped.map(\.path) == [folder("a/deep")])
            #expect(walk.skipped.first?.cause as? FolderTrouble == .notAsked(.permissionDenied))
            #expect(walk.unseenFolders == [Array("a/deep/".utf8)])
        }
    }

    @Test func aFolderThatMayNotBeListedIsNamed() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a/1.jpg")
            try folder.write([], to: "b/2.jpg")
            #expect(chmod(folder.path.string, 0o755) == 0 && chmod(folder("a").string, 0) == 0)
            defer { chmod(folder("a").string, 0o755) }
            let walk = try asNobody { try FolderWalk(folder.path, threads: 1) }
            #expect(walk.names(below: folder) == ["b/2.jpg"])
            #expect(walk.skipped.first?.cause as? FolderTrouble == .notListed(.permissionDenied))
        }
    }
    #endif

    @Test func pathsLongerThanTheSystemTakesAreReachedAllTheSame() throws {
        try withTemporaryFolder { folder in
            let names = (0..<40).map { String(repeating: "\($0 % 10)", count: 200) }
            try makeFolders(names, in: folder.path, holding: "deep.jpg")
            defer { removeFolders(names, in: folder.path, holding: "deep.jpg") }
            let walk = try FolderWalk(folder.path)
            let path = (names + ["deep.jpg"]).joined(separator: "/")
            #expect(walk.names(below: folder) == [path])
            #expect(walk.skipped.isEmpty)
            #expect(try walk.statuses(threads: 1)[0].get().size == 4)
            let bytes = try FileReader().withContents(of: try #require(walk.images.first).path, limit: 100) { Array($0) }
            #expect(bytes == Array("deep".utf8))
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
            #expect(walk.skipped == [SkippedFile(path: folder("x.jpg"), cause: FileError.notAFile(.directory))])
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
            #expect(walk.skipped.allSatisfy { isOneLine(shownSentence($0.cause)) })
        }
    }

    @Test func aPipeNamedLikeAnImageIsTakenForReadingToSayWhy() throws {
        try withTemporaryFolder { folder in
            try folder.makePipe("p.jpg")
            #expect(try FolderWalk(folder.path).names(below: folder) == ["p.jpg"])
        }
    }
}

/// Makes folders in each other, and a file in the last, each relative to the one before.
private func makeFolders(_ names: [String], in folder: FilePath, holding file: String) throws {
    var current = open(folder.string, O_RDONLY | O_DIRECTORY)
    for name in names {
        guard mkdirat(current, name, 0o755) == 0 else { throw Errno(rawValue: errno) }
        let next = openat(current, name, O_RDONLY | O_DIRECTORY)
        close(current)
        current = next
    }
    let descriptor = FileDescriptor(rawValue: openat(current, file, O_WRONLY | O_CREAT, 0o644))
    try descriptor.closeAfter { _ = try descriptor.writeAll("deep".utf8) }
    close(current)
}

/// Removes them again, which nobody can who names them by their whole paths.
private func removeFolders(_ names: [String], in folder: FilePath, holding file: String) {
    var open = [openFolder(folder.string, O_RDONLY | O_DIRECTORY)]
    for name in names { open.append(openat(open[open.count - 1], name, O_RDONLY | O_DIRECTORY)) }
    unlinkat(open[open.count - 1], file, 0)
    for (place, name) in names.enumerated().reversed() {
        close(open[place + 1])
        unlinkat(open[place], name, AT_REMOVEDIR)
    }
    close(open[0])
}

private func openFolder(_ path: String, _ flags: CInt) -> CInt { open(path, flags) }
