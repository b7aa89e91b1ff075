@testable import HTTP
import Testing

/// Which addresses are those of a public network.
struct NetworkAddressTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.9.1",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.0.1", "198.18.0.1",
        "198.19.255.255", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fdff::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:a9fe:a9fe",
        "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001::1", "2001:db8::1", "3fff:0fff::1",
        "100::1", "4000::1",
    ])
    func othersAreNotReached(text: String) throws {
        #expect(try !#require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
        "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2001:200::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
        "2002:0808:0808::1", "[2606:4700::1111]",
    ])
    func publicOnesAre(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.256", ":::", "[", "]", "[]", "%", "1.2.3.4.5", "g::1"])
    func otherTextsAreNone(text: String) { #expect(NetworkAddress(text) == nil) }

    @Test func namesAreLookedUp() throws {
        let addresses = NetworkAddress.addresses(of: "localhost")
        #expect(!addresses.isEmpty && addresses.allSatisfy { !$0.isPublic })
        #expect(NetworkAddress.addresses(of: "::1") == [try #require(NetworkAddress("::1"))])
        #expect(NetworkAddress.addresses(of: "no-such-name.invalid").isEmpty)
    }
}
