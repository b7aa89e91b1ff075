/// `text` as OpenCLIP cleans it by default before it makes tokens: mended, references of HTML replaced twice, white space made
/// single spaces, in small letters.
func cleaned(_ text: String) -> [Unicode.Scalar] {
    let mended = unescapedHTML(unescapedHTML(repaired(Array(text.unicodeScalars))))
    let words = mended.split(whereSeparator: \.isPythonSpace)
    return lowercased(Array(words.joined(separator: CollectionOfOne(" "))))
}
