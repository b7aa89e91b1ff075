// swift-tools-version: 6.1

import PackageDescription

// A package of its own, so that nothing here becomes a part of the product.
let package = Package(
    name: "retrieve-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Named, as the folder may have any name.
        .package(name: "retrieve", path: "../"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .target(name: "CPlainRead"),
        .executableTarget(
            name: "retrieve-benchmarks",
            dependencies: [
                "CPlainRead",
                .product(name: "Retrieval", package: "retrieve"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
    ]
)
