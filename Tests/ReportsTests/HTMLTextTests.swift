@testable import Reports
import Testing

/// Text in pages, and bytes in them.
struct HTMLTextTests {
    @Test(arguments: [
        ("<img src=x onerror=alert(1)>.png", "&lt;img src=x onerror=alert(1)&gt;.png"), ("a & b", "a &amp; b"),
        ("\"quoted\" 'too'", "&quot;quoted&quot; &#39;too&#39;"), ("&lt;", "&amp;lt;"), ("Quả 红 🚌", "Quả 红 🚌"),
        // A mark that joins the sign before it hides nothing.
        ("<\u{338}script>", "&lt;\u{338}script&gt;"), ("\"\u{301}", "&quot;\u{301}"),
    ])
    func nothingInATextIsMarkup(text: String, escaped: String) { #expect(HTMLText(text).description == escaped) }

    /// The vectors of RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64IsThatOfTheStandard(text: String, encoded: String) { #expect(base64(Array(text.utf8)) == encoded) }

    @Test func base64UsesTheWholeAlphabet() {
        #expect(base64([0x00, 0x10, 0x83, 0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff]) == "ABCD++++////")
    }
}
