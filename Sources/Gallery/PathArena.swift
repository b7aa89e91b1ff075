#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Many paths below one folder, in one piece of memory: a hundred thousand of them cost two allocations, and are compared, sorted
/// and copied without counting references.
package struct PathArena: Sendable {
    /// The bytes of all paths, each followed by a zero.
    package private(set) var bytes: [UInt8] = []
    /// The offsets at which paths begin; one more than there are paths.
    private var starts: [Int] = [0]

    package init() {}

    package var count: Int { starts.count - 1 }

    /// `count` paths, which `path` answers by their index.
    package init(count: Int, path: (Int) -> UnsafeRawBufferPointer) {
        starts = [Int](unsafeUninitializedCapacity: count + 1) { starts, initialized in
            starts.initializeElement(at: 0, to: 0)
            for index in 0..<count { starts.initializeElement(at: index + 1, to: starts[index] + path(index).count + 1) }
            initialized = count + 1
        }
        bytes = [UInt8](unsafeUninitializedCapacity: starts[count]) { bytes, initialized in
            let raw = UnsafeMutableRawBufferPointer(bytes)
            for index in 0..<count {
                let end = starts[index + 1] - 1
                UnsafeMutableRawBufferPointer(rebasing: raw[starts[index]..<end]).copyMemory(from: path(index))
                raw[end] = 0
            }
            initialized = raw.count
        }
    }

    /// The paths of `arenas`, one after the other.
    package init(joining arenas: [PathArena]) {
        bytes.reserveCapacity(arenas.reduce(0) { $0 + $1.bytes.count })
        let count = arenas.reduce(0) { $0 + $1.count }
        starts = [Int](unsafeUninitializedCapacity: count + 1) { starts, initialized in
            starts.initializeElement(at: 0, to: 0)
            initialized = 1
            for arena in arenas {
                let first = bytes.count
                bytes += arena.bytes
                for start in arena.starts.dropFirst() {
                    starts.initializeElement(at: initialized, to: first + start)
                    initialized += 1
                }
            }
        }
    }

    /// Paths that are appended one by one to memory that is taken at once.
    ///
    /// - Parameters:
    ///   - count: The most paths there will be.
    ///   - byteCount: The most bytes that they will have in all.
    package init(count: Int, byteCount: Int, fill: (inout Appender) -> Void) {
        var starts: [Int] = []
        bytes = [UInt8](unsafeUninitializedCapacity: byteCount + count) { bytes, byteCount in
            starts = [Int](unsafeUninitializedCapacity: count + 1) { starts, startCount in
                var appender = Appender(bytes: UnsafeMutableRawBufferPointer(bytes), starts: starts)
                fill(&appender)
                byteCount = appender.byteCount
                startCount = appender.count + 1
            }
        }
        self.starts = starts
    }

    /// Appends to the memory of an arena that is being made.
    package struct Appender {
        private let bytes: UnsafeMutableRawBufferPointer
        private let starts: UnsafeMutableBufferPointer<Int>
        fileprivate private(set) var byteCount = 0
        fileprivate private(set) var count = 0

        fileprivate init(bytes: UnsafeMutableRawBufferPointer, starts: UnsafeMutableBufferPointer<Int>) {
            self.bytes = bytes
            self.starts = starts
            starts.initializeElement(at: 0, to: 0)
        }

        /// Appends the path `folder` + `name`.
        package mutating func append(_ folder: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer) {
            let end = byteCount + folder.count + name.count
            UnsafeMutableRawBufferPointer(rebasing: bytes[byteCount..<end - name.count]).copyMemory(from: folder)
            UnsafeMutableRawBufferPointer(rebasing: bytes[end - name.count..<end]).copyMemory(from: name)
            bytes[end] = 0
            byteCount = end + 1
            count += 1
            starts.initializeElement(at: count, to: byteCount)
        }

        package mutating func append(_ path: UnsafeRawBufferPointer) {
            append(UnsafeRawBufferPointer(start: nil, count: 0), path)
        }
    }

    package mutating func append(_ path: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: path)
        bytes.append(0)
        starts.append(bytes.count)
    }

    /// Calls `body` with a view that is valid during the call only.
    package func withView<Result>(_ body: (View) -> Result) -> Result {
        // Memory of an array that is not empty has an address; `starts` never is, and without paths `bytes` is not looked at.
        bytes.withUnsafeBytes { bytes in
            starts.withUnsafeBufferPointer { starts in body(View(bytes: bytes, starts: starts)) }
        }
    }

    /// The paths, without bounds checks and reference counts in the way.
    package struct View: @unchecked Sendable {  // Memory that nobody writes to while the view is valid.
        fileprivate let bytes: UnsafeRawBufferPointer
        fileprivate let starts: UnsafeBufferPointer<Int>

        package var count: Int { starts.count - 1 }

        /// The bytes of a path, without the zero that follows it.
        package subscript(index: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: bytes[starts[index]..<starts[index + 1] - 1])
        }
    }
}

/// Compares the bytes of two paths: negative, zero or positive as the first comes before the second, is the same, or comes after.
package func comparePaths(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    let shared = min(a.count, b.count)
    if shared > 0, let first = a.baseAddress, let second = b.baseAddress {
        let order = memcmp(first, second, shared)
        if order != 0 { return Int(order) }
    }
    return a.count - b.count
}

extension UnsafeRawBufferPointer {
    /// The length in bytes of the folder that a path begins with, its final slash included.
    package var folderLength: Int {
        var length = count
        while length > 0, self[length - 1] != UInt8(ascii: "/") { length -= 1 }
        return length
    }
}
