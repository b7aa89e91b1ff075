import Files
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

/// Reading whole files, and saying why not.
struct FileReaderTests {
    /// Around the sizes of the first read, of the buffer and of its doubles.
    @Test func filesOfEverySizeAreReadWhole() throws {
        try withTemporaryFolder { folder in
            let reader = FileReader()
            for size in [0, 1, 4095, 4096, 4097, 1 << 18 - 1, 1 << 18, 1 << 18 + 1, 1 << 20, 3_000_001, 5] {
                let bytes = linearCongruentialBytes(seed: UInt64(size), count: size)
                let path = try folder.write(bytes, to: "file")
                #expect(try read(path, reader) == bytes, "\(size) bytes")
            }
        }
    }

    @Test func aMissingFileIsSaidToBeMissing() throws {
        try withTemporaryFolder { folder in
            let error = #expect(throws: FileError.self) { try read(folder("none.jpg")) }
            #expect(error == .system(.noSuchFileOrDirectory))
            #expect(error.map { "\($0)" } == "there is no such file; check its path")
        }
    }

    @Test func everyReasonThatSomethingCanBeDoneAboutSaysWhat() {
        let errors: [FileError] = [
            .system(.noSuchFileOrDirectory), .system(.permissionDenied), .system(.ioError), .tooLarge(limit: 1 << 30),
        ]
        for error in errors { #expect(isOneLine("\(error)") && "\(error)".contains("; "), "\(error)") }
    }

    @Test func aFolderIsSaidToBeOne() throws {
        try withTemporaryFolder { folder in
            for acceptsPipes in [false, true] {
                let error = #expect(throws: FileError.self) { try read(folder.path, acceptsPipes: acceptsPipes) }
                #expect(error.map { "\($0)" } == "it is a folder, not an image file")
            }
        }
    }

    @Test func aPipeIsRefusedAtOnceUnlessAskedFor() throws {
        try withTemporaryFolder { folder in
            let pipe = try folder.makePipe("p")
            // Nobody writes to it: a reader that waited would never return.
            let error = #expect(throws: FileError.self) { try read(pipe) }
            #expect(error == .notAFile(.pipe))
        }
    }

    @Test func aPipeIsReadToItsEndWhenAskedFor() throws {
        try withTemporaryFolder { folder in
            let pipe = try folder.makePipe("p")
            let bytes = linearCongruentialBytes(seed: 70, count: 400_000)
            let writer = try WriterThread(bytes, to: pipe)
            #expect(try read(pipe, acceptsPipes: true) == bytes)
            writer.join()
        }
    }

    @Test func aDeviceIsNoFile() throws {
        let error = #expect(throws: FileError.self) { try read("/dev/null") }
        #expect(error == .notAFile(.device))
        #expect(try read("/dev/null", acceptsPipes: true) == [])
    }

    @Test func noMoreThanTheLimitIsRead() throws {
        try withTemporaryFolder { folder in
            let path = try folder.write([UInt8](repeating: 1, count: 3 << 20), to: "file")
            #expect(try read(path, limit: 3 << 20).count == 3 << 20)
            #expect(throws: FileError.tooLarge(limit: 3 << 20 - 1)) { try read(path, limit: 3 << 20 - 1) }
            let small = try folder.write([1, 2, 3], to: "small")
            #expect(throws: FileError.tooLarge(limit: 2)) { try read(small, limit: 2) }
        }
    }

    @Test func aStreamWithoutEndIsStoppedAtTheLimit() {
        #expect(throws: FileError.tooLarge(limit: 1 << 20)) { try read("/dev/zero", limit: 1 << 20, acceptsPipes: true) }
    }

    @Test func aLargeFileOfSomethingElseIsNotReadOn() throws {
        try withTemporaryFolder { folder in
            let path = try folder.write([UInt8](repeating: 7, count: 1 << 20), to: "film.jpg")
            let count = try FileReader().withContents(of: path, limit: 1, isWanted: { $0.first != 7 }) { $0.count }
            #expect((8..<(1 << 18)).contains(count))
        }
    }

    @Test(.enabled(if: permissionsBind, "root may read every file"))
    func aFileThatMayNotBeReadIsSaidSo() throws {
        try withTemporaryFolder { folder in
            let path = try folder.write([1], to: "secret.jpg")
            #expect(chmod(path.string, 0) == 0)
            let error = #expect(throws: FileError.self) { try read(path) }
            #expect(error.map { "\($0)" } == "you may not read it; check its permissions")
        }
    }

    @Test func everyReasonIsASentence() {
        let kinds: [FileKind] = [.regular, .directory, .pipe, .socket, .device, .other]
        for error in kinds.map(FileError.notAFile) + [.system(.ioError), .system(.isDirectory), .tooLarge(limit: 1 << 30)] {
            #expect(isOneLine("\(error)") && "\(error)".hasPrefix("it "))
        }
    }

    private func read(
        _ path: FilePath, _ reader: FileReader = FileReader(), limit: Int = 1 << 30, acceptsPipes: Bool = false
    ) throws -> [UInt8] {
        try reader.withContents(of: path, limit: limit, acceptsPipes: acceptsPipes) { Array($0) }
    }
}
