import Foundation
import SystemPackage

/// Saves samples that are not those expected as a picture to look at, and names the file.
///
/// The format is PPM, which most viewers open and which is the samples themselves after a line of text.
package func savedOutput(_ samples: [UInt8], width: Int, height: Int, name: String) -> String {
    let path = FilePath(NSTemporaryDirectory()).appending("retrieve-actual-\(name).ppm")
    let file = Array("P6 \(width) \(height) 255\n".utf8) + samples
    do {
        try Data(file).write(to: URL(fileURLWithPath: path.string))
        return "the actual output is saved as \(path)"
    } catch {
        return "the actual output could not be saved as \(path): \(error)"
    }
}

/// Where two arrays of RGB samples first differ, for a failed test to say.
package func firstDifference(_ actual: [UInt8], _ expected: [UInt8], width: Int) -> String {
    guard actual.count == expected.count else { return "\(actual.count) samples in place of \(expected.count)" }
    guard let index = zip(actual, expected).enumerated().first(where: { $1.0 != $1.1 })?.offset else { return "no difference" }
    let count = zip(actual, expected).count { $0 != $1 }
    let (pixel, channel) = index.quotientAndRemainder(dividingBy: 3)
    return "\(count) of \(actual.count) samples differ, first at x \(pixel % width), y \(pixel / width), channel \(channel): "
        + "\(actual[index]) in place of \(expected[index])"
}
