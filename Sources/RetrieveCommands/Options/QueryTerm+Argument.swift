import Files
import Imaging
import Search
import SystemPackage

extension QueryTerm {
    /// Creates a term from an argument: `a red bus`, `2:a red bus` or `0.5:sea.jpg`. A number and a colon before it is its
    /// weight, unless a file is named so. It is a text where there is no such file, unless it is an address or ends like the name of an
    /// image.
    ///
    /// - Returns: Nil for a weight that is not above 0, and where nothing comes after it.
    init?(_ argument: String, sign: FloatingPointSign) {
        var (weight, name) = (1.0, argument)
        if let colon = argument.firstIndex(of: ":"), let number = Double(argument[..<colon]), !isFile(argument) {
            (weight, name) = (number, String(argument[argument.index(after: colon)...]))
        }
        guard weight > 0, weight.isFinite, !name.allSatisfy(\.isWhitespace) else { return nil }
        let operand: Operand =
            if let remote = RemoteImages.image(name) {
                .image(.remote(remote))
            } else {
                isFile(name) || isNamedLikeAnImage(name) ? .image(.file(FilePath(name))) : .text(name)
            }
        self.init(operand, weight: sign == .minus ? -weight : weight)
    }
}

private func isFile(_ name: String) -> Bool { (try? FileStatus(of: FilePath(name))) != nil }

private func isNamedLikeAnImage(_ name: String) -> Bool {
    FilePath(name).extension.map(ImageFormat.hasExtension) ?? false
}
