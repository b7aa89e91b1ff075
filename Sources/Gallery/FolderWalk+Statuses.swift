public import Files
public import SystemPackage
import Workers

extension FolderWalk {
    /// What the file system says of each image, in their order; nil where it says nothing.
    public func statuses(threads: Int) -> [FileStatus?] {
        let chunk = 256
        let queue = WorkQueue(count: images.count)
        let workers = max(1, min(threads, images.count / (2 * chunk)))
        let parts = withWorkers(workers) { [images] _ in
            var part: [(Int, [FileStatus?])] = []
            while let range = queue.take(atMost: chunk) {
                part.append((range.lowerBound, images[range].map { try? FileStatus(of: $0.path) }))
            }
            return part
        }
        return parts.joined().sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
}
