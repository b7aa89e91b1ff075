import Files
import Testing

/// Names and passwords of users are left out wherever an address stands, and nothing else is.
struct CredentialsTests {
    @Test(arguments: [
        ("https://user:secret@example.org/a.jpg", "https://example.org/a.jpg"),
        ("http://secret@example.org:8080", "http://example.org:8080"),
        ("https://user:se@cret@[::1]:80/a@b.jpg?c@d", "https://[::1]:80/a@b.jpg?c@d"),
        ("https://user:se/cret@example.org/a", "https://example.org/a"),
        ("https://user:se?cr#et@example.org/a", "https://example.org/a"),
        (
            "cannot reach 'chroma://u:secret@h/x', nor https://secret@h: ask u@h",
            "cannot reach 'chroma://h/x', nor https://h: ask u@h"
        ),
        ("ftp://user:se'cret@h", "ftp://h"), ("no folder ftp:/user:secret@h/x", "no folder ftp:/h/x"),
        ("https://user:secret@", "https://"),
    ])
    func theyAreLeftOut(text: String, kept: String) {
        #expect(withoutCredentials(text) == kept)
    }

    @Test(arguments: [
        "", "://", "a@b.jpg", "mail:me@example.org", "https://example.org/a@b.jpg", "http://[::1]:8000/a@b",
        "http://h:80/x?y=z@w#@",
        "./http://x/y.jpg", "host:/a@b.jpg", "no address: a@b://",
    ])
    func nothingElseIs(text: String) {
        #expect(withoutCredentials(text) == text)
    }
}
