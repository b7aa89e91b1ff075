import Files
import Reports

/// Sentences for the user, on standard error.
enum Messages {
    /// Writes `sentence` as a line of its own, after the program's name. What would move the cursor or forge another line is
    /// escaped, passwords in addresses are left out; that nobody reads it is no error.
    static func write(_ sentence: String) {
        StandardStreams.writeNotice("retrieve: \(withoutCredentials(sentence).showingControls)\n")
    }
}
