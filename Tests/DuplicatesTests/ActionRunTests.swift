import Files
import SystemPackage
import TestSupport
import Testing

@testable import Duplicates

/// What is done to files that are not kept, and that nothing is ever lost by it.
struct ActionRunTests {
    private struct Killed: Error {}

    private static let actions: [DuplicateAction] = [.trash, .move("moved"), .hardlink, .symlink, .delete]

    private let kept = Pictures.png(seed: 1, width: 90, height: 60)
    private let surplus = Pictures.png(seed: 1)

    /// Runs `action` over what is found in `album`; `onStep` is called between any two changes.
    private func run(
        _ action: DuplicateAction, in folder: TemporaryFolder, log: String = "log", before: () throws -> Void = {},
        onStep: @escaping () throws -> Void = {}
    ) throws -> [ActionOutcome] {
        let request = folder.request(["album"])
        let steps = [ActionStep](try DuplicateSearch(request).find(), request)
        try before()
        var action = action
        if case .move(let name) = action { action = .move(folder(name.string)) }
        let run = ActionRun(
            action, trash: Trash(home: folder("data/Trash")), journal: try ActionJournal(folder(log)),
            check: SamenessCheck(request), onStep: onStep)
        return try steps.map { try run.perform($0) }
    }

    private func fill(_ folder: TemporaryFolder) throws {
        try folder.write(kept, to: "album/keep.png")
        try folder.write(surplus, to: "album/sub/gone.png")
    }

    @Test func theHomeTrashIsWhereXDGHasIt() {
        let environment = ["HOME": "/home/a", "XDG_DATA_HOME": "/data"]
        #expect(Trash.home { environment[$0] } == "/data/Trash")
        #expect(Trash.home { $0 == "HOME" ? "/home/a" : nil } == "/home/a/.local/share/Trash")
        #expect(Trash.home { $0 == "HOME" ? "/home/a" : "relative" } == "/home/a/.local/share/Trash")
    }

    @Test func theTrashKeepsTheFileAndWhereItWas() throws {
        try withTemporaryFolder { folder in
            try fill(folder)
            #expect(try run(.trash, in: folder) == [.done(folder("data/Trash/files/gone.png"))])
            #expect(try folder.contents("data/Trash/files/gone.png") == surplus)
            let note = String(decoding: try folder.contents("data/Trash/info/gone.png.trashinfo"), as: UTF8.self)
            #expect(note.hasPrefix("[Trash Info]\nPath=\(folder("album/sub/gone.png").percentEncoded)\nDeletionDate=2"))
            try folder.write(surplus, to: "album/sub/gone.png")
            #expect(try run(.trash, in: folder, log: "log2") == [.done(folder("data/Trash/files/gone.2.png"))])
        }
    }

    @Test func movedFilesKeepTheirPathsAndReplaceNothing() throws {
        try withTemporaryFolder { folder in
            try fill(folder)
            try folder.write([7], to: "moved/sub/gone.png")
            #expect(try run(.move("moved"), in: folder) == [.done(folder("moved/sub/gone (2).png"))])
            #expect(try folder.contents("moved/sub/gone (2).png") == surplus)
            #expect(try folder.contents("moved/sub/gone.png") == [7])
        }
    }

    @Test func linksLeadToTheFileThatIsKept() throws {
        try withTemporaryFolder { folder in
            try fill(folder)
            #expect(try run(.hardlink, in: folder) == [.done(nil)])
            #expect(
                try FileStatus(of: folder("album/sub/gone.png")).identity == FileStatus(of: folder("album/keep.png")).identity)
        }
        try withTemporaryFolder { folder in
            try fill(folder)
            #expect(try run(.symlink, in: folder) == [.done(nil)])
            #expect(isSymbolicLink(folder("album/sub/gone.png")))
            #expect(try folder.contents("album/sub/gone.png") == kept)
        }
    }

    @Test func deletedFilesAreGoneAndOthersAreNot() throws {
        try withTemporaryFolder { folder in
            try fill(folder)
            #expect(try run(.delete, in: folder) == [.done(nil)])
            #expect(throws: (any Error).self) { try folder.contents("album/sub/gone.png") }
            #expect(try folder.contents("album/keep.png") == kept)
        }
    }

    /// Stopped between any two changes, as by a power cut: both pictures are whole somewhere, or the one that is kept is.
    @Test(arguments: actions) func stoppedAnywhereNothingIsLost(action: DuplicateAction) throws {
        for last in 0..<40 {
            let isDone = try withTemporaryFolder { folder in
                try fill(folder)
                var steps = 0
                do {
                    _ = try run(action, in: folder) {
                        if steps == last { throw Killed() }
                        steps += 1
                    }
                } catch is Killed {}
                #expect(try folder.contents("album/keep.png") == kept)
                let places = ["album/sub/gone.png", "data/Trash/files/gone.png", "moved/sub/gone.png"]
                let found = places.compactMap { try? folder.contents($0) }
                switch action {
                case .trash, .move: #expect(found.contains(surplus), "after \(last) steps")
                case .hardlink, .symlink:
                    #expect([kept, surplus].contains(try folder.contents("album/sub/gone.png")), "after \(last) steps")
                case .delete: break
                }
                // And another run ends what was begun.
                _ = try run(action, in: folder, log: "log2")
                return steps < last
            }
            if isDone { return }
        }
        Issue.record("the action never came to its end")
    }

    @Test(arguments: actions) func whatHasChangedSinceIsLeftAlone(action: DuplicateAction) throws {
        try withTemporaryFolder { folder in
            try fill(folder)
            let outcomes = try run(action, in: folder, before: { try folder.write([1, 2, 3], to: "album/sub/gone.png") })
            #expect(outcomes == [.left(.changed)])
            #expect(try folder.contents("album/sub/gone.png") == [1, 2, 3])
        }
        try withTemporaryFolder { folder in
            try fill(folder)
            let outcomes = try run(action, in: folder, before: { removeFile(folder("album/keep.png")) })
            #expect(outcomes == [.left(.keeperChanged(folder("album/keep.png")))])
            #expect(try folder.contents("album/sub/gone.png") == surplus)
        }
        try withTemporaryFolder { folder in
            try fill(folder)
            let outcomes = try run(action, in: folder, before: { removeFile(folder("album/sub/gone.png")) })
            #expect(outcomes == [.left(.changed)])
        }
    }

    @Test func aChainGoesFromItsEndSoThatEveryFileMeetsTheOneItIsLike() throws {
        let files = ["keep", "b", "c"].enumerated().map { number, name in
            DuplicateFile(path: FilePath(name), folder: number, isReference: false, status: try! FileStatus(of: "."))
        }
        let group = DuplicateGroup(
            files: files, keptCount: 1,
            pairs: [
                DuplicateGroup.Pair(first: 0, second: 1, score: 1, symmetry: .none),
                DuplicateGroup.Pair(first: 1, second: 2, score: 1, symmetry: .none),
            ])
        #expect(group.waysToKept.map(\.place) == [2, 1])
        #expect(group.waysToKept.map(\.next) == [1, 0])
    }

    @Test func symbolicLinksAndOtherFormatsAreLeftAlone() throws {
        try withTemporaryFolder { folder in
            try folder.write(kept, to: "album/keep.png")
            try folder.write(surplus, to: "elsewhere.png")
            try folder.link("album/link.png", to: "../elsewhere.png")
            #expect(try run(.delete, in: folder) == [.left(.symbolicLink)])
        }
        try withTemporaryFolder { folder in
            try folder.write(kept, to: "album/keep.png")
            try folder.write(surplus, to: "album/gone.jpg")
            #expect(try run(.hardlink, in: folder) == [.left(.otherFormat(folder("album/keep.png")))])
        }
    }

    @Test func theLogTellsWhatWasBegunAndDone() throws {
        try withTemporaryFolder { folder in
            try fill(folder)
            _ = try run(.delete, in: folder)
            let lines = String(decoding: try folder.contents("log"), as: UTF8.self).split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines[0].contains(#""state":"begun","action":"delete","file":""#))
            #expect(lines[1].contains(#""state":"done""#))
        }
    }

    @Test func trashOfOtherFileSystemsIsInTheirTopFolder() throws {
        try withTemporaryFolder { folder in
            let stick = folder.path.appending("stick")
            try folder.makeFolder("stick/photos")
            let trash = Trash(home: folder("home/Trash"), user: 1000) { path in path.starts(with: stick) ? 2 : 1 }
            let own = try trash.place(for: folder("photos"))
            #expect(own.folder == folder("home/Trash") && own.top == nil)
            let other = try trash.place(for: stick.appending("photos"))
            #expect(other.folder == stick.appending(".Trash-1000") && other.top == stick)
            try folder.makeFolder("stick/.Trash")
            #expect(try trash.place(for: stick).folder == stick.appending(".Trash-1000"))
        }
    }

    @Test func pathsInNotesAreEncodedByteByByte() {
        #expect(FilePath("/a b/ü%.png").percentEncoded == "/a%20b/%C3%BC%25.png")
    }
}
