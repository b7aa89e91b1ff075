import Evaluation
import Testing

/// Files of ground truth, good and bad.
struct GroundTruthTests {
    @Test func jsonAndCSVSayTheSame() throws {
        let json =
            #"[{"query": "q/1.jpg", "relevant": ["a.jpg", "x/b, c.jpg"], "junk": ["d.jpg"]}, {"query": "q/2.jpg", "relevant": []}]"#
        let csv =
            "\u{feff}query,image,judgement\r\nq/1.jpg,a.jpg,relevant\r\nq/1.jpg,\"x/b, c.jpg\",\nq/1.jpg,d.jpg,junk\n\nq/2.jpg,,\n"
        let expected = try GroundTruth([
            .init(query: "q/1.jpg", relevant: ["a.jpg", "x/b, c.jpg"], junk: ["d.jpg"]), .init(query: "q/2.jpg"),
        ])
        #expect(try GroundTruth(Array(json.utf8)) == expected)
        #expect(try GroundTruth(Array(csv.utf8)) == expected)
        // As the Image Similarity Challenge has it, by other names; the order of columns is free.
        #expect(
            try GroundTruth(Array("image,query\na.jpg,q/1.jpg".utf8)).entries == [.init(query: "q/1.jpg", relevant: ["a.jpg"])])
    }

    @Test func quotedFieldsHoldQuotationMarksAndLines() throws {
        let csv = "query,image\n\"a \"\"b\"\"\",\"c\nd\"\n"
        #expect(try GroundTruth(Array(csv.utf8)).entries == [.init(query: "a \"b\"", relevant: ["c\nd"])])
    }

    @Test(arguments: [
        ("", GroundTruthError.damagedCSV(line: 1, "it is empty")),
        ("a,b\n", .damagedCSV(line: 1, "there are no columns 'query' and 'image'")),
        ("query,image,judgment\nq,a,junk\n", .damagedCSV(line: 1, "there is a column 'judgment'")),
        ("query,image,query\nq,a,r\n", .damagedCSV(line: 1, "there are several columns 'query'")),
        ("query,image\n\nq\n", .damagedCSV(line: 3, "there are 1 fields, and 2 in the first line")),
        ("query,image\n,a\n", .damagedCSV(line: 2, "there is no query")),
        ("query,image\n\"q,a\n", .damagedCSV(line: 2, "a quotation mark is not closed")),
        ("query,image,judgement\nq,a,good\n", .damagedCSV(line: 2, "'good' is neither 'relevant' nor 'junk'")),
        ("query,image,judgement\nq,a,junk\nq,a,relevant\n", .contradiction(query: "q", image: "a")),
        ("[", .damagedJSON("it is not JSON")), ("{}", .damagedJSON("the whole is of another type than expected")),
        (#"[{"query": "q"}]"#, .damagedJSON("entry 1 has no 'relevant'")),
        (#"[{"query": "q", "relevant": ["a"], "Junk": ["b"]}]"#, .damagedJSON("entry 1 has a member 'Junk'")),
        (#"[{"query": "q", "relevant": [1]}]"#, .damagedJSON("entry 1.relevant[0] is of another type than expected")),
    ])
    func whatIsWrongIsTold(text: String, error: GroundTruthError) {
        #expect(throws: error) { try GroundTruth(Array(text.utf8)) }
    }

    @Test func bytesThatAreNoTextAreTold() { #expect(throws: GroundTruthError.notText) { try GroundTruth([0x71, 0xff]) } }
}
