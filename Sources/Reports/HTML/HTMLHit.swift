/// A picture in a list of hits, with its rank, its label, its score and what is to be said of it.
struct HTMLHit {
    /// A mark on a hit: a border and a word.
    struct Mark {
        /// The style sheet's name for it, as in `right`.
        let kind: String
        /// The words that are shown, as in `✓ right`.
        let words: String
    }

    let rank: Int
    let title: String
    let score: String
    var mark: Mark?
    /// The path below the gallery; nil where the title is all of it.
    let path: String?

    /// An item of a list, around an element that is the picture.
    func item(_ picture: String) -> String {
        let kind = mark.map { " class=\"\($0.kind)\"" } ?? ""
        let words = mark.map { "<span class=\"mark\">\($0.words)</span>" } ?? ""
        let path = path.map { "<span class=\"path\"><bdi>\(HTMLText($0))</bdi></span>" } ?? ""
        return """
            <li\(kind)>
            <figure>
            <div class="mat">\(picture)</div>
            <figcaption><span class="rank">\(rank)</span><span class="label"><bdi>\(HTMLText(title))</bdi></span>
            <span class="facts"><span class="score">\(score)</span>\(words)</span>
            \(path)</figcaption>
            </figure>
            </li>

            """
    }
}

extension HTMLHit.Mark {
    static let right = Self(kind: "right", words: "✓ right")
    static let otherLabel = Self(kind: "wrong", words: "✗ other label")
}

/// The text in the place of a picture that cannot be read.
let missingPicture = "<span class=\"missing\">This file cannot be read any more.</span>"
