import Files
import Gallery
import SystemPackage

/// The image files that the queries of a command line stand for.
struct QueryPaths {
    private(set) var paths: [FilePath] = []
    /// One sentence for each query that stands for nothing.
    private(set) var failures: [String] = []
    private let failing: String
    /// Whether more than one image was asked for, found or not.
    var areSeveral: Bool { paths.count + failures.count > 1 }

    /// - Parameters:
    ///   - arguments: Files; folders, which stand for the images in them; `-`, which stands for the paths on standard input.
    ///   - separator: What ends a path on standard input.
    ///   - failing: How a sentence on a path begins.
    init(_ arguments: [String], separator: UInt8, failing: String = "cannot read the query") {
        self.failing = failing
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
            failures += walk.skipped.map { "\(failing) \($0.path): \($0.reason)" }
            if walk.images.isEmpty {
                failures.append("\(failing) \(path): it is a folder without .jpg, .jpeg or .png files")
            }
        } catch {
            failures.append("\(failing) \(path): the folder cannot be listed (\(error))")
        }
    }

    private mutating func addStandardInput(separator: UInt8) {
        let countBefore = paths.count + failures.count
        do throws(Errno) {
            for line in try StandardStreams.readInput().split(separator: separator) {
                let terminated = line.map { CInterop.PlatformChar(bitPattern: $0) } + [0]
                add(terminated.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) })  // Not empty.
            }
            if paths.count + failures.count == countBefore { failures.append("there are no queries on standard input") }
        } catch {
            failures.append("cannot read paths from standard input (\(error))")
        }
    }
}
