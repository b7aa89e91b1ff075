import Foundation
import SystemPackage
import TestSupport
import Testing

/// `retrieve embed`: embeddings for other tools.
struct EmbedTests {
    private struct Line: Decodable {
        let input: String
        let embedding: [Float]
    }

    /// A line, whatever became of the input.
    private struct Place: Decodable {
        let input: String
        let embedding: [Float]?
        let error: String?
    }

    @Test func aLineIsAnInputInTheOrderGiven() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(
                ["embed", "Lime.jpg", "gallery/Bus", "-", "--text", "a bus"], in: folder.path, input: "Bus.jpg\n")
            #expect(run.status == 0 && run.errors.isEmpty)
            let lines = try lines(run)
            let inputs = ["Lime.jpg"] + [1, 2, 4, 5].map { "gallery/Bus/0\($0).jpg" } + ["Bus.jpg", "a bus"]
            #expect(lines.map(\.input) == inputs)
            for line in lines {
                let length = line.embedding.reduce(0) { $0 + $1 * $1 }.squareRoot()
                #expect(abs(length - 1) < 1e-5)
            }
        }
    }

    @Test func theMatrixHoldsTheSameNumbers() throws {
        try withPhotoTree { folder in
            let inputs = ["Lime.jpg", "Bus.jpg", "--text", "a bus"]
            let lines = try lines(try TinyModel.run(["embed"] + inputs, in: folder.path))
            let run = try TinyModel.run(["embed"] + inputs + ["--output", "e.npy"], in: folder.path)
            #expect(run.status == 0 && run.output.isEmpty)
            let bytes = try contents(of: folder("e.npy"))
            #expect(bytes[..<8] == [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
            let headerLength = Int(bytes[8]) + Int(bytes[9]) << 8
            let header = String(decoding: bytes[10..<10 + headerLength], as: UTF8.self)
            let dimension = lines[0].embedding.count
            #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (3, \(dimension)), }"))
            #expect(header.hasSuffix("\n") && (10 + headerLength) % 64 == 0)
            let numbers = bytes[(10 + headerLength)...].withUnsafeBytes { $0.bindMemory(to: Float.self).map { $0 } }
            #expect(numbers == lines.flatMap(\.embedding))
        }
    }

    @Test func whatCannotBeReadIsNamedInItsPlace() throws {
        try withPhotoTree { folder in
            try folder.copy("bad/ppm_named.jpg", to: "bad.jpg")
            let run = try TinyModel.run(["embed", "bad.jpg", "Lime.jpg", "nosuch.jpg", "--text", "a"], in: folder.path)
            #expect(run.status == 2)
            let places = try run.lines.map { try JSONDecoder().decode(Place.self, from: Data($0.utf8)) }
            #expect(places.map(\.input) == ["bad.jpg", "Lime.jpg", "nosuch.jpg", "a"])
            #expect(places.map { $0.embedding == nil } == [true, false, true, false])
            #expect(places[0].error?.hasPrefix("its contents are PPM") == true && places[1].error == nil)
            #expect(run.errorLines.count == 2)
            #expect(run.errorLines[0].hasPrefix("retrieve: cannot embed bad.jpg: its contents are PPM"))
            #expect(run.errorLines[1].hasPrefix("retrieve: cannot embed nosuch.jpg: there is no such file"))
        }
    }

    @Test func aPipeAnswersEveryPathInItsPlaceAndAsItArrives() throws {
        try withPhotoTree { folder in
            let script = #"""
                mkfifo paths lines; "$0" embed - < paths > lines 2> errors & exec 3> paths 4< lines
                for path in Lime.jpg nosuch.jpg gallery/Bus/01.jpg; do
                    echo $path >&3; read -r line <&4; echo "$line"
                done
                exec 3>&-; wait $!; echo $?
                """#
            let run = try TinyModel.runShell(script, in: folder.path)
            #expect(run.lines.count == 4 && run.lines.last == "2")
            let places = try run.lines.dropLast().map { try JSONDecoder().decode(Place.self, from: Data($0.utf8)) }
            #expect(places.map(\.input) == ["Lime.jpg", "nosuch.jpg", "gallery/Bus/01.jpg"])
            #expect(places.map { $0.error != nil } == [false, true, false])
            let whole = try TinyModel.run(["embed", "Lime.jpg", "nosuch.jpg", "gallery/Bus/01.jpg"], in: folder.path)
            #expect(whole.lines == Array(run.lines.dropLast()))
        }
    }

    @Test func noPathsInAPipeAreNoError() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(["embed", "-"], in: folder.path)
            #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty)
        }
    }

    @Test func aFileThatCannotBeWrittenIsToldBeforeAnythingIsEmbedded() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.run(["embed", "Lime.jpg", "--output", "no/such/e.npy"], in: folder.path)
            #expect(run.status == 2 && run.errorLines.count == 1 && run.errors.contains("there is no folder"))
        }
    }

    @Test func aReaderThatHasSeenEnoughEndsItQuietly() throws {
        try withPhotoTree { folder in
            let run = try TinyModel.runShell("\"$0\" embed gallery | head -n 1 | wc -l", in: folder.path)
            #expect(run.text.filter { !$0.isWhitespace } == "1" && run.errors.isEmpty)
        }
    }

    private func lines(_ run: Run) throws -> [Line] {
        try run.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }
}
