// swift-tools-version: 6.1

import PackageDescription

// A package of its own, as one that depends on `retrieve` would be.
let package = Package(
    name: "nearest",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "retrieve", path: "../..")],
    targets: [
        .executableTarget(name: "nearest", dependencies: [.product(name: "Retrieval", package: "retrieve")])
    ]
)
