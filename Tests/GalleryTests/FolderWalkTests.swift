import Gallery
import Imaging
import SystemPackage
import TestSupport
import Testing

/// Which files a walk takes, in which order, under which labels.
struct FolderWalkTests {
    @Test func imagesComeInTheOrderOfTheirBytes() throws {
        // "-" comes before "/", which comes before "0"; capitals come before small letters; é comes last.
        let names = ["B.jpg", "a-b/1.jpg", "a/1.jpg", "a/10.jpg", "a/2.jpg", "a.jpg", "a0/1.jpg", "b.jpg", "\u{e9}.jpg"]
        try withTemporaryFolder { folder in
            for name in names.reversed() { try folder.write([], to: name) }
            let sorted = ["B.jpg", "a-b/1.jpg", "a.jpg", "a/1.jpg", "a/10.jpg", "a/2.jpg", "a0/1.jpg", "b.jpg", "\u{e9}.jpg"]
            #expect(try FolderWalk(folder.path).names(below: folder) == sorted)
        }
    }

    @Test func theFirstFolderIsTheLabel() throws {
        try withTemporaryFolder { folder in
            for name in ["0.jpg", "Orange/1.jpg", "Orange/deep/er/2.jpg", "Red Apple/3.png"] { try folder.write([], to: name) }
            let walk = try FolderWalk(folder.path)
            #expect(walk.names(below: folder) == ["0.jpg", "Orange/1.jpg", "Orange/deep/er/2.jpg", "Red Apple/3.png"])
            #expect(walk.images.map(\.label) == [nil, "Orange", "Orange", "Red Apple"])
        }
    }

    @Test func extensionsOfAllFormatsAreTakenInAnyLetterCase() throws {
        let taken =
            ["a.jpg", "b.JPG", "c.jpeg", "d.JpEg", "e.png", "f.PNG", "g.tar.png"]
            + ImageFormat.allCases.flatMap(\.extensions).flatMap { ["h.\($0)", "i.\($0.uppercased())"] }.sorted()
        let left = ["j.jpg.txt", "jpg", "png", "k", "l.jp", "m.jpg~", "n.ppm"]
        try withTemporaryFolder { folder in
            for name in taken + left { try folder.write([], to: name) }
            #expect(try FolderWalk(folder.path).names(below: folder) == taken)
        }
    }

    @Test func hiddenNamesAreLeftAlone() throws {
        try withTemporaryFolder { folder in
            for name in [".jpg", ".a.jpg", ".cache/1.jpg", "b/.c.jpg", "b/.d/2.jpg", "b/3.jpg"] {
                try folder.write([], to: name)
            }
            #expect(try FolderWalk(folder.path).names(below: folder) == ["b/3.jpg"])
        }
    }

    @Test func aHiddenFolderMayBeSearchedWhenItIsAskedFor() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: ".cache/1.jpg")
            #expect(try FolderWalk(folder(".cache")).images.count == 1)
        }
    }

    @Test func anEmptyFolderHoldsNothing() throws {
        try withTemporaryFolder { folder in
            let walk = try FolderWalk(folder.path)
            #expect(walk.images.isEmpty && walk.skipped.isEmpty)
        }
    }

    @Test func pathsBeginAsTheFolderWasGiven() throws {
        try withTemporaryFolder { folder in
            try folder.write([], to: "a/1.jpg")
            let walk = try FolderWalk(folder("a/../a"))
            #expect(walk.images.map(\.path) == [folder("a/../a/1.jpg")])
        }
    }

    @Test func aNameNeedNotBeText() throws {
        try withTemporaryFolder { folder in
            let name = folder.path.appending(try #require(FilePath.Component(bytes: [0x66, 0xff, 0xfe] + Array(".jpg".utf8))))
            try folder.write([], to: name)
            #expect(try FolderWalk(folder.path).images.map(\.path) == [name])
        }
    }

    @Test func aFolderThatIsNotThereIsAnError() throws {
        try withTemporaryFolder { folder in
            #expect(throws: Errno.noSuchFileOrDirectory) { try FolderWalk(folder("none")) }
            let file = try folder.write([], to: "a.jpg")
            #expect(throws: Errno.notDirectory) { try FolderWalk(file) }
        }
    }
}

extension FilePath.Component {
    fileprivate init?(bytes: [UInt8]) {
        let characters = bytes.map { CInterop.PlatformChar(bitPattern: $0) } + [0]
        // Not empty, so that the pointer is not nil.
        let component = characters.withUnsafeBufferPointer { FilePath.Component(platformString: $0.baseAddress!) }
        guard let component else { return nil }
        self = component
    }
}

extension FolderWalk {
    /// The paths of the images below `folder`.
    func names(below folder: TemporaryFolder) -> [String] {
        images.map { String($0.path.string.dropFirst(folder.path.string.count + 1)) }
    }
}
