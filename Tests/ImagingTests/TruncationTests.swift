import Imaging
import TestSupport
import Testing

/// A file that was cut short is read where Pillow reads it, and refused where Pillow refuses it.
struct TruncationTests {
    @Test(arguments: try TruncationCase.all())
    func everyLengthIsJudgedAsPillowJudgesIt(truncation: TruncationCase) throws {
        let whole = try Fixtures.bytes("decode/\(truncation.file)")
        let picture = try decoded(whole).image
        let guarded = try GuardedBytes(capacity: whole.count)
        let decoder = ImageDecoder()
        var differences: [String] = []
        for length in 0..<whole.count {
            let bytes = guarded.place(whole[..<length])
            let image = try? decoder.decode(bytes, megapixels: 179).1
            let accepted = truncation.accepted.first { $0.from <= length && length < $0.to }
            switch (image, accepted) {
            case (nil, nil): break
            case (nil, _?): differences.append("\(length): refused")
            case (_?, nil): differences.append("\(length): read")
            case (let image?, let accepted?):
                if accepted.same, image != picture { differences.append("\(length): other samples") }
            }
        }
        #expect(differences.isEmpty, "of \(whole.count) bytes, cut to")
    }
}
