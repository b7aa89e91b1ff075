@testable import Models
import TestSupport
import Testing

/// Names are found with their numbers, and read from JSON.
struct TokenNumbersTests {
    @Test func everyNameIsFound() {
        let names = (0..<3000).map { "\($0 * 7919 % 3000)\($0 % 3 == 0 ? "</w>" : "é")" } + [""]
        let numbers = TokenNumbers(names.enumerated().map { (name: $1, number: $0) })
        for (number, name) in names.enumerated() { #expect(found(name, in: numbers) == number) }
        #expect(numbers.largest == 3000)
        for other in ["x", "3000é", "</w>", "1</w", "\u{e9}"] { #expect(found(other, in: numbers) == nil) }
    }

    @Test func aNameMayBeAskedForInTwoParts() {
        let numbers = TokenNumbers([(name: "abc", number: 1), (name: "ab", number: 2)])
        for split in 0...3 {
            let (first, second) = (Array("abc".utf8)[..<split], Array("abc".utf8)[split...])
            #expect(first.withUnsafeBytes { first in second.withUnsafeBytes { numbers.number(of: first, $0) } } == 1)
        }
        #expect(
            Array("ab".utf8).withUnsafeBytes { first in Array("d".utf8).withUnsafeBytes { numbers.number(of: first, $0) } }
                == nil)
    }

    @Test func theLaterOfTwoNumbersCounts() {
        #expect(found("a", in: TokenNumbers([(name: "a", number: 1), (name: "b", number: 2), (name: "a", number: 3)])) == 3)
    }

    @Test func anEmptyTableHasNone() {
        #expect(found("a", in: TokenNumbers([])) == nil)
        #expect(TokenNumbers([]).largest == nil)
    }

    @Test(arguments: [
        (#"{"a":1}"#, "a"), (#" { "a" : 1 } "#, "a"), ("{\n\t\"a\":\r\n1\n}\n", "a"), (#"{"\u0120x":1}"#, "Ġx"),
        (#"{"Ġx":1}"#, "Ġx"),
        (#"{"\"\\\/\b\f\n\r\t":1}"#, "\"\\/\u{8}\u{c}\n\r\t"), (#"{"\ud83d\ude8c":1}"#, "🚌"), (#"{"\u00E9":1}"#, "é"),
        (#"{"":1}"#, ""), (#"{"b":2,"a":1}"#, "a"), (#"{"a":2,"a":1}"#, "a"),
    ])
    func aJSONObjectIsRead(json: String, name: String) throws {
        #expect(found(name, in: try #require(read(Array(json.utf8)))) == 1)
    }

    @Test func anEmptyObjectHasNoNames() throws { #expect(try #require(read(Array("{}".utf8))).largest == nil) }

    @Test(arguments: [
        "", " ", "{", "}", "[]", "1", "null", #"{"a"}"#, #"{"a":}"#, #"{"a":1"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1 "b":2}"#,
        #"{"a":1}x"#, #"{"a":1}{}"#, #"{"a":"1"}"#, #"{"a":1.0}"#, #"{"a":1e2}"#, #"{"a":-}"#, #"{"a":99999999999999999999}"#,
        #"{a:1}"#, #"{"a:1}"#, #"{"a\":1}"#, #"{"\x":1}"#, #"{"\u12":1}"#, #"{"\u+123":1}"#, #"{"\ud83d":1}"#, #"{"\ude8c":1}"#,
        #"{"\ud83dx":1}"#, #"{"\ud83d\u0041":1}"#, "{\"a\nb\":1}", "{\"a\u{0}\":1}", #"{"a":{}}"#,
    ])
    func whatIsNoObjectOfNumbersIsRefused(json: String) { #expect(read(Array(json.utf8)) == nil) }

    @Test func bytesThatAreNoUTF8AreRefused() {
        #expect(read(Array("{\"".utf8) + [0xff] + Array("\":1}".utf8)) == nil)
        #expect(read(Array("{\"".utf8) + [0xc0, 0x80] + Array("\":1}".utf8)) == nil)
    }

    /// Whatever a file is cut or changed to, it is read or refused.
    @Test func noBytesMakeItCrash() throws {
        let whole = try Fixtures.bytes("\(TokenizerTests.folder)/vocab.json")
        for length in stride(from: 0, to: whole.count, by: 101) { #expect(read(Array(whole[..<length])) == nil) }
        var random = SeededGenerator(seed: 3)
        let small = Array(#"{"a\u0120":1,"\ud83d\ude8c":-2, "b":3}"#.utf8)
        for _ in 0..<2000 {
            var changed = small
            for _ in 0..<3 { changed[Int.random(in: 0..<small.count, using: &random)] = .random(in: 0...255, using: &random) }
            _ = read(changed)
        }
    }

    private func read(_ json: [UInt8]) -> TokenNumbers? { json.withUnsafeBytes { TokenNumbers(json: $0) } }

    private func found(_ name: String, in numbers: TokenNumbers) -> Int? { numbers.number(of: name) }
}
