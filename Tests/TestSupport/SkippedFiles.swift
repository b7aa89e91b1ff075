public import Gallery

/// Equal where a user reads the same of both: an index remembers the words of a cause alone.
extension SkippedFile: Equatable {
    public static func == (a: SkippedFile, b: SkippedFile) -> Bool {
        a.path == b.path && shownSentence(a.cause) == shownSentence(b.cause)
    }
}
