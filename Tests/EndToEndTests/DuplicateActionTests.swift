import Foundation
import SystemPackage
import TestSupport
import Testing

/// What `retrieve duplicates --action` does to files, and that nothing is lost whatever comes between.
struct DuplicateActionTests {
    enum Action: String, CaseIterable, Sendable {
        case trash, move, hardlink, symlink, delete

        var options: [String] {
            let into = self == .move ? ["--into", "moved"] : []
            return ["--same", "pixels", "--action", rawValue, "--yes", "-q"] + into
        }
    }

    /// System calls that change something, each with the name it has on other processors.
    private static let changes = [
        "link,linkat", "symlink,symlinkat", "rename,renameat,renameat2", "unlink,unlinkat", "mkdir,mkdirat", "fsync",
    ]

    /// A picture three times, one of the files larger than the others by bytes that are no part of the picture.
    private func withAlbum<Result>(_ body: (Album) throws -> Result) throws -> Result {
        try withTemporaryFolder { folder in
            let picture = try Fixtures.bytes("decode/rgb_8_31x22.png")
            let album = try Album(
                folder: folder, tool: BuiltBinary(), small: picture, large: picture + [1, 2, 3])
            try album.fill("album")
            return try body(album)
        }
    }

    // MARK: Stopped

    /// Killed at every call that changes something: each picture is whole under one of its names, and the next run ends what was begun.
    @Test(.enabled(if: canTrace, "strace is not installed, or may not trace"), arguments: Action.allCases)
    func killedBetweenAnyTwoStepsNothingIsLost(action: Action) throws {
        for change in Self.changes {
            for count in 1...60 {
                let isDone = try withAlbum { album in
                    let run = try album.runKilled(at: change, count, action.options)
                    if run.status == 0 { return true }
                    #expect(run.status != 2, "\(run.errors)")
                    try album.expectWhole(action, "\(action) at \(change) \(count)")
                    let again = try album.run(["album"] + action.options)
                    #expect(again.status == 0, "\(action) at \(change) \(count): \(again.errors)")
                    try album.expectDone(action)
                    return false
                }
                if isDone { break }
                #expect(count < 60)
            }
        }
    }

    /// To another file system files are copied.
    @Test(.enabled(if: canTrace && SmallDisk.isAvailable, "strace may not trace, or mounting a small disk needs root"))
    func killedWhileCopyingToAnotherDiskNothingIsLost() throws {
        let options = ["--same", "pixels", "--action", "move", "--into", "disk/moved", "--yes", "-q"]
        for change in Self.changes + ["copy_file_range,sendfile,futimens,utimensat"] {
            for count in 1...60 {
                let isDone = try withAlbum { album in
                    try SmallDisk.with(kibibytes: 4096, in: album.folder) { _ in
                        let run = try album.runKilled(at: change, count, options)
                        if run.status == 0 { return true }
                        for name in ["sub/b.png", "sub/c.png"] {
                            let places = [album["album/\(name)"], album["disk/moved/\(name)"]]
                            #expect(places.contains(album.small), "\(name) at \(change) \(count)")
                        }
                        #expect(album["album/a.png"] == album.large)
                        let again = try album.run(["album"] + options)
                        #expect(again.status == 0, "\(again.errors)")
                        #expect(album["disk/moved/sub/b.png"] == album.small && album["disk/moved/sub/c.png"] == album.small)
                        #expect(album["album/sub/b.png"] == nil && album["album/sub/c.png"] == nil)
                        return false
                    }
                }
                if isDone { break }
            }
        }
    }

    // MARK: Without room, without permission

    @Test(.enabled(if: SmallDisk.isAvailable, "mounting a small disk needs root"))
    func whereADiskIsFullTheOriginalStays() throws {
        try withAlbum { album in
            try SmallDisk.with(kibibytes: 32, in: album.folder) { disk in
                try album.folder.write([UInt8](repeating: 1, count: 30_000), to: "disk/full")
                let run = try album.run(["album", "--action", "move", "--into", "disk/moved", "--yes", "-q"])
                #expect(run.status == 2)
                #expect(run.errors.contains("left album/sub/b.png alone: that failed (No space left on device)"))
                #expect(album["album/sub/b.png"] == album.small && album["album/sub/c.png"] == album.small)
                let left = try FileManager.default.subpathsOfDirectory(atPath: disk.path.string)
                #expect(Set(left).subtracting(["full", "moved", "moved/sub"]) == [])
            }
        }
    }

    @Test func whereTheLogHasNoRoomNothingMoreIsDone() throws {
        try withAlbum { album in
            for number in 1...12 { try album.folder.write(album.small, to: "album/sub/\(number).png") }
            // One block, of 512 or 1024 bytes: room for the first lines.
            let script = "ulimit -f 1; \"$0\" duplicates album --action delete --yes -q --log log"
            let run = try album.tool.runShell(script, in: album.folder.path)
            #expect(run.status == 2)
            #expect(run.errors.contains("cannot write the log log (File too large), so nothing more was done"))
            #expect(album["album/a.png"] == album.large)
            let left = try FileManager.default.contentsOfDirectory(atPath: album.folder("album/sub").string)
            #expect((1..<14).contains(left.count))
        }
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "mounting a small disk needs root"), arguments: Action.allCases)
    func whereAFolderMayNotBeWrittenEveryFileIsLeftAlone(action: Action) throws {
        try withAlbum { album in
            try SmallDisk.with(kibibytes: 4096, in: album.folder) { disk in
                try album.fill("disk/album")
                try disk.forbidWriting()
                let run = try album.run(["disk/album"] + action.options)
                #expect(run.status == 2)
                for name in ["sub/b.png", "sub/c.png"] {
                    #expect(run.errors.contains("left disk/album/\(name) alone: "), "\(run.errors)")
                    #expect(album["disk/album/\(name)"] == album.small)
                }
                #expect(run.errorLines.last == "retrieve: left 2 files alone")
            }
        }
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "mounting a small disk needs root"))
    func filesOfAnotherDiskGoToItsOwnTrash() throws {
        try withAlbum { album in
            try SmallDisk.with(kibibytes: 4096, in: album.folder) { _ in
                try album.fill("disk/album")
                #expect(try album.run(["disk/album"] + Action.trash.options).status == 0)
                let trash = "disk/.Trash-\(geteuid())"
                #expect(album["\(trash)/files/b.png"] == album.small && album["\(trash)/files/c.png"] == album.small)
                let note = String(decoding: album["\(trash)/info/b.png.trashinfo"] ?? [], as: UTF8.self)
                #expect(note.contains("\nPath=album/sub/b.png\n"))
            }
        }
    }

    // MARK: Names

    @Test func namesOfOneFileAreNeverTakenForCopies() throws {
        try withAlbum { album in
            try FileManager.default.linkItem(
                atPath: album.folder("album/a.png").string, toPath: album.folder("album/again.png").string)
            try album.folder.link("album/link.png", to: "a.png")
            let run = try album.run(["album", "--action", "delete", "--yes"])
            #expect(run.status == 0)
            #expect(run.errorLines.contains("retrieve: 2 names of links were left out: they are no copies"))
            for name in ["a.png", "again.png", "link.png"] { #expect(album["album/\(name)"] == album.large) }
            #expect(album["album/sub/b.png"] == nil && album["album/sub/c.png"] == nil)
        }
    }

    @Test(arguments: [Action.hardlink, .symlink]) func whatWasLinkedIsNoDuplicateAnyMore(action: Action) throws {
        try withAlbum { album in
            let run = try album.run(["album"] + action.options)
            #expect(run.status == 0)
            let again = try album.run(["album", "--fail-if-found", "-q"])
            #expect(again.status == 0)
        }
    }

    /// A file system that tells no capitals from small letters says that a name is taken where it was listed otherwise, and one such as FAT
    /// has no links: what is there stays all the same.
    @Test(
        .enabled(if: canTrace, "strace is not installed, or may not trace"), arguments: [Action.move, .trash],
        NameTrouble.allCases)
    func namesThatAreTakenWithoutBeingSeenStayAsTheyAre(action: Action, trouble: NameTrouble) throws {
        try withAlbum { album in
            let run = try album.runFailing(trouble, action.options)
            #expect(run.status == 0, "\(run.errors)")
            #expect(album["album/a.png"] == album.large)
            #expect(album["album/sub/b.png"] == nil && album["album/sub/c.png"] == nil)
            let moved =
                action == .move
                ? ["moved/sub/b.png", "moved/sub/c (2).png"] : ["data/Trash/files/b.png", "data/Trash/files/c.2.png"]
            for name in trouble == .taken ? moved : moved.map({ $0.replacing(#/ \(2\)|\.2/#, with: "") }) {
                #expect(album[name] == album.small, "\(name)")
            }
        }
    }

    /// What a file system answers to the calls that give a file another name.
    enum NameTrouble: String, CaseIterable, Sendable {
        /// The first name is taken, though it was not to be seen.
        case taken = "?link,?linkat:error=EEXIST:when=1"
        /// It has no links.
        case withoutLinks = "?link,?linkat:error=EPERM"
    }

    @Test(.enabled(if: canTrace, "strace is not installed, or may not trace"))
    func withoutLinksNothingIsReplacedEither() throws {
        try withAlbum { album in
            try album.folder.write([1, 2, 3], to: "moved/sub/b.png")
            #expect(try album.runFailing(.withoutLinks, Action.move.options).status == 0)
            #expect(album["moved/sub/b.png"] == [1, 2, 3])
            #expect(album["moved/sub/b (2).png"] == album.small)
        }
    }

    @Test(arguments: Action.allCases) func filesThatAreGoneOrChangedMeanwhileAreToldAndLeft(action: Action) throws {
        try withAlbum { album in
            // The question comes after the search: what answers it has changed two files before.
            let script = """
                command -v script >/dev/null || exit 77
                export XDG_DATA_HOME="$PWD/data"
                (sleep 3; rm album/sub/b.png; printf x >> album/sub/c.png; echo y) |
                script -qefc "'$0' duplicates album --same pixels --action \(action.rawValue) $1" /dev/null
                """
            let into = action == .move ? "--into moved" : ""
            let run = try album.tool.runShell(script, [into], in: album.folder.path)
            if run.status == 77 { return }
            #expect(run.status == 2)
            #expect(run.text.contains("left album/sub/b.png alone"))
            #expect(run.text.contains("left album/sub/c.png alone"))
            #expect(album["album/a.png"] == album.large)
            #expect(album["album/sub/c.png"] == album.small + Array("x".utf8))
        }
    }

    /// A picture is never copied over something that someone else has there.
    @Test(.enabled(if: SmallDisk.isAvailable, "mounting a small disk needs root"))
    func filesBesideTheTargetStayAsTheyAre() throws {
        try withAlbum { album in
            try SmallDisk.with(kibibytes: 4096, in: album.folder) { _ in
                for name in ["b.png", "b.png.partial"] { try album.folder.write([1, 2, 3], to: "disk/sub/\(name)") }
                let run = try album.run(["album", "--action", "move", "--into", "disk", "--yes", "-q"])
                #expect(run.status == 0)
                for name in ["b.png", "b.png.partial"] { #expect(album["disk/sub/\(name)"] == [1, 2, 3]) }
                #expect(album["disk/sub/b (2).png"] == album.small && album["disk/sub/c.png"] == album.small)
            }
        }
    }
}

/// A folder of duplicates, and what was in them.
private struct Album {
    let folder: TemporaryFolder
    let tool: BuiltBinary
    let small: [UInt8]
    let large: [UInt8]

    func fill(_ name: String) throws {
        try folder.write(large, to: "\(name)/a.png")
        try folder.write(small, to: "\(name)/sub/b.png")
        try folder.write(small, to: "\(name)/sub/c.png")
    }

    /// The contents of a file, links followed; nil where there is none.
    subscript(name: String) -> [UInt8]? { try? contents(of: folder(name)) }

    private var environment: [String: String] { ["XDG_DATA_HOME": folder("data").string] }

    func run(_ arguments: [String]) throws -> Run {
        try tool.run(["duplicates"] + arguments, in: folder.path, environment: environment)
    }

    /// Runs the tool on a file system that gives names as `trouble` says.
    func runFailing(_ trouble: DuplicateActionTests.NameTrouble, _ options: [String]) throws -> Run {
        let script = """
            export XDG_DATA_HOME="$PWD/data"
            strace -f -o /dev/null -e inject='\(trouble.rawValue)' "$0" duplicates album "$@"
            """
        return try tool.runShell(script, options, in: folder.path)
    }

    /// Runs the tool, and kills it when it begins the call of one of `calls` that comes at place `count`.
    func runKilled(at calls: String, _ count: Int, _ options: [String]) throws -> Run {
        let names = calls.split(separator: ",").map { "?\($0)" }.joined(separator: ",")
        let script = """
            export XDG_DATA_HOME="$PWD/data"; n=$1; w=$2; shift 2
            strace -f --seccomp-bpf -o /dev/null -e "trace=$n" -e "inject=$n:signal=SIGKILL:when=$w" "$0" duplicates album --log log "$@"
            """
        return try tool.runShell(script, [names, "\(count)"] + options, in: folder.path)
    }

    /// Every picture is whole somewhere, or one that was to be replaced by the one that is kept is that.
    func expectWhole(_ action: DuplicateActionTests.Action, _ comment: Comment) throws {
        #expect(self["album/a.png"] == large, comment)
        for name in ["b.png", "c.png"] {
            let inPlace = self["album/sub/\(name)"]
            switch action {
            case .trash, .move:
                let other = action == .trash ? "data/Trash/files/\(name)" : "moved/sub/\(name)"
                #expect(inPlace == small || self[other] == small, comment)
            case .hardlink, .symlink: #expect(inPlace == small || inPlace == large, comment)
            case .delete: #expect(inPlace == small || inPlace == nil, comment)
            }
        }
    }

    func expectDone(_ action: DuplicateActionTests.Action) throws {
        for name in ["b.png", "c.png"] {
            let isLinked = action == .hardlink || action == .symlink
            #expect(self["album/sub/\(name)"] == (isLinked ? large : nil))
        }
        let leftovers = try FileManager.default.subpathsOfDirectory(atPath: folder("album").string)
            .filter { $0.contains("retrieve") || $0.contains("partial") }
        #expect(leftovers == [])
    }
}

/// Whether strace is there and may trace.
private let canTrace: Bool = {
    let script =
        "command -v strace >/dev/null && strace -f --seccomp-bpf -o /dev/null -e inject=?unlink:signal=SIGKILL:when=1 true"
    return (try? BuiltBinary().runShell(script, in: "/"))?.status == 0
}()
