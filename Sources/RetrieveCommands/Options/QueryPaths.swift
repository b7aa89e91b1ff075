import Files
import Gallery
import SystemPackage

/// The image files that the queries of a command line stand for.
struct QueryPaths {
    private(set) var paths: [FilePath] = []
    /// What could not be looked into, and why.
    private(set) var failures: [SkippedQuery] = []
    /// Whether more than one image was asked for, found or not.
    var areSeveral: Bool { paths.count + failures.count > 1 }

    /// A query that stands for nothing.
    enum SkippedQuery {
        case skipped(SkippedFile)
        case noImages(FilePath)
        case unlistable(FilePath, Errno)
        case emptyInput
        case unreadableInput(Errno)
    }

    /// - Parameters:
    ///   - arguments: Files; folders, which stand for the images in them; `-`, which stands for the paths on standard input.
    ///   - separator: What ends a path on standard input.
    init(_ arguments: [String], separator: UInt8) {
        var inputWasRead = false
        for argument in arguments {
            if argument != "-" {
                add(FilePath(argument))
            } else if !inputWasRead {
                inputWasRead = true
                addStandardInput(separator: separator)
            }
        }
    }

    private mutating func add(_ path: FilePath) {
        guard !path.isEmpty, (try? FileStatus(of: path).kind) == .directory else {
            paths.append(path)
            return
        }
        do throws(Errno) {
            let walk = try FolderWalk(path)
            paths += walk.images.map(\.path)
            failures += walk.skipped.map { .skipped($0) }
            if walk.images.isEmpty { failures.append(.noImages(path)) }
        } catch {
            failures.append(.unlistable(path, error))
        }
    }

    private mutating func addStandardInput(separator: UInt8) {
        let countBefore = paths.count + failures.count
        do throws(Errno) {
            for line in try StandardStreams.readInput().split(separator: separator) {
                let terminated = line.map { CInterop.PlatformChar(bitPattern: $0) } + [0]
                add(terminated.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) })  // Not empty.
            }
            if paths.count + failures.count == countBefore { failures.append(.emptyInput) }
        } catch {
            failures.append(.unreadableInput(error))
        }
    }
}
