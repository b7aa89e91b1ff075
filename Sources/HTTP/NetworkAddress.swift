internal import CCURL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An address of the Internet Protocol.
package struct NetworkAddress: Hashable, Sendable {
    /// 4 or 16, in network order.
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        precondition([4, 16].contains(bytes.count))
        self.bytes = bytes
    }

    /// Reads an address in digits, as in `127.0.0.1`, `::1` or `[::1]`; nil for anything else.
    package init?(_ text: String) {
        // A link's name after a percent sign is no part of the address.
        let digits = (text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]).prefix { $0 != "%" }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = ccurl_address(String(digits), &bytes)
        guard count > 0 else { return nil }
        self.bytes = Array(bytes[..<count])
    }

    /// Returns the addresses of a host, given in digits or by name; none where it is unknown.
    static func addresses(of host: String) -> [NetworkAddress] {
        if let address = NetworkAddress(host) { return [address] }
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, nil, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [NetworkAddress] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let address = entry.pointee.ai_addr else { continue }
            // The family says which structure is behind the pointer.
            switch entry.pointee.ai_family {
            case AF_INET:
                address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    withUnsafeBytes(of: $0.pointee.sin_addr) { addresses.append(NetworkAddress(bytes: Array($0))) }
                }
            case AF_INET6:
                address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    withUnsafeBytes(of: $0.pointee.sin6_addr) { addresses.append(NetworkAddress(bytes: Array($0))) }
                }
            default: break
            }
        }
        return addresses
    }

    /// Whether it is one of the whole Internet's: neither of this machine, a link or a private network, nor kept for other uses (the
    /// registries of special-purpose addresses, RFC 6890). An address that stands for one of version 4 is what that is.
    package var isPublic: Bool {
        if bytes.count == 4 { return !Self.special4.contains { $0.holds(bytes) } }
        if let embedded { return embedded.isPublic }
        // All that is given out begins so.
        return bytes[0] & 0xE0 == 0x20 && !Self.special6.contains { $0.holds(bytes) }
    }

    /// The address of version 4 in one of version 6: mapped, translated or tunnelled.
    private var embedded: NetworkAddress? {
        let zeros = [UInt8](repeating: 0, count: 10)
        if bytes.starts(with: zeros + [0xFF, 0xFF]) || bytes.starts(with: [0, 0x64, 0xFF, 0x9B] + zeros.dropLast(2)) {
            return NetworkAddress(bytes: Array(bytes[12...]))
        }
        if bytes.starts(with: [0x20, 0x02]) { return NetworkAddress(bytes: Array(bytes[2..<6])) }
        return nil
    }

    /// Addresses that begin alike.
    private struct Block {
        let start: [UInt8]
        let bitCount: Int

        init(_ start: [UInt8], _ bitCount: Int) {
            self.start = start
            self.bitCount = bitCount
        }

        func holds(_ bytes: [UInt8]) -> Bool {
            for (place, byte) in start.enumerated() {
                let bits = min(8, max(0, bitCount - 8 * place))
                let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
                if byte & mask != bytes[place] & mask { return false }
            }
            return true
        }
    }

    private static let special4 = [
        Block([0], 8), Block([10], 8), Block([100, 64], 10), Block([127], 8), Block([169, 254], 16), Block([172, 16], 12),
        Block([192, 0, 0], 24), Block([192, 0, 2], 24), Block([192, 88, 99], 24), Block([192, 168], 16), Block([198, 18], 15),
        Block([198, 51, 100], 24), Block([203, 0, 113], 24), Block([224], 3),
    ]
    /// The special blocks among the addresses of version 6 that are assigned: tunnels, tests and documentation.
    private static let special6 = [
        Block([0x20, 0x01, 0x00], 23), Block([0x20, 0x01, 0x0D, 0xB8], 32), Block([0x3F, 0xFF, 0x00], 20),
    ]
}
