// swift-tools-version: 6.1

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "retrieve",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "retrieve", targets: ["retrieve"]),
        .library(name: "Retrieval", targets: ["Retrieval"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // C, and libraries of the system.
        .systemLibrary(
            name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"]), .brew(["xxhash"])]),
        .target(name: "CLibraryLoader", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(
            name: "CImageCodecs", dependencies: ["CJPEG", "CPNG", "CLibraryLoader"], linkerSettings: [.linkedLibrary("z")]),
        .target(name: "CInstructionSets"),
        .target(name: "CKernels", dependencies: ["CInstructionSets"]),
        .target(name: "CCURL", dependencies: ["CLibraryLoader"]),
        .target(name: "CDigest", dependencies: ["CLibraryLoader"]),
        .target(name: "CHNSW", dependencies: ["CInstructionSets"]),
        .target(name: "CTransformer", dependencies: ["CInstructionSets"]),
        .target(name: "CDNNL", dependencies: ["CLibraryLoader"]),
        .target(name: "CPictures", dependencies: ["CLibraryLoader"]),

        // Leaves: one job each.
        .target(name: "Kernels", dependencies: ["CInstructionSets", "CKernels"], swiftSettings: settings),
        .target(name: "Files", dependencies: [system], swiftSettings: settings),
        .target(name: "Workers", swiftSettings: settings),
        .target(name: "HTTP", dependencies: ["CCURL", "Files"], swiftSettings: settings),
        .target(name: "Embeddings", swiftSettings: settings),
        .target(name: "ModelCache", dependencies: ["Files", system], swiftSettings: settings),

        // What the tool is about.
        .target(name: "Imaging", dependencies: ["CImageCodecs", "CKernels", "Kernels"], swiftSettings: settings),
        .target(name: "Metrics", dependencies: ["CKernels", "Embeddings", "Kernels", heap], swiftSettings: settings),
        .target(name: "Gallery", dependencies: ["CXXHash", "Files", "Imaging", "Workers", system], swiftSettings: settings),
        .target(
            name: "FeatureIndex",
            dependencies: [
                "CKernels", "CXXHash", "Embeddings", "Imaging", "Metrics", "Gallery", "Files", "Kernels", "Workers", system,
            ],
            swiftSettings: settings),
        .target(
            name: "Search",
            dependencies: [
                "Embeddings", "FeatureIndex", "Imaging", "Metrics", "Gallery", "Files", "Kernels", "Models", "VectorStores",
                "Workers", system,
            ],
            swiftSettings: settings),
        .target(
            name: "Duplicates",
            dependencies: [
                "CKernels", "CXXHash", "Embeddings", "FeatureIndex", "Files", "Gallery", "Imaging", "Kernels", "Metrics",
                "Workers",
                system,
            ],
            swiftSettings: settings),
        .target(
            name: "ModelHub", dependencies: ["CDigest", "Files", "HTTP", "ModelCache", system], swiftSettings: settings),
        .target(
            name: "VectorStores",
            dependencies: [
                "CHNSW", "CXXHash", "Embeddings", "FeatureIndex", "Files", "Gallery", "HTTP", "Imaging", "Kernels", "Metrics",
                "Workers", heap, system,
            ],
            swiftSettings: settings),
        .target(
            name: "Evaluation",
            dependencies: [
                "Embeddings", "Files", "Imaging", "Metrics", "Gallery", "Models", "Search", "VectorStores", "Workers", system,
            ],
            swiftSettings: settings),
        .target(
            name: "Retrieval",
            dependencies: [
                "FeatureIndex", "Imaging", "Kernels", "Metrics", "Models", "Search", "VectorStores", "Workers", system,
            ],
            swiftSettings: settings),
        .target(
            name: "Models",
            dependencies: [
                "CDNNL", "CInstructionSets", "CTransformer", "CXXHash", "Embeddings", "Imaging", "Files", "Kernels",
                "ModelCache", "Workers",
                heap, system,
            ],
            swiftSettings: settings),
        .target(
            name: "Reports",
            dependencies: [
                "CPictures", "Duplicates", "Embeddings", "Imaging", "Metrics", "Gallery", "Evaluation", "Files", "Kernels",
                "Search", "Workers",
                system,
            ],
            // In the program itself, so that it needs no files beside it.
            resources: [
                .embedInCode("HTML/search.css"), .embedInCode("HTML/evaluation.css"), .embedInCode("HTML/evaluation.js"),
                .embedInCode("HTML/comparison.css"), .embedInCode("Duplicates/duplicates.css"),
                .embedInCode("Duplicates/duplicates.js"),
            ],
            swiftSettings: settings),

        // The command line.
        .target(
            name: "RetrieveCommands",
            dependencies: [
                "CLibraryLoader", "Models", "Embeddings", "Imaging", "Metrics", "Gallery", "FeatureIndex", "Search",
                "VectorStores", "Evaluation", "Duplicates", "HTTP", "ModelCache", "ModelHub", "Reports", "Files", "Kernels",
                "Workers", argumentParser, system,
            ],
            swiftSettings: settings),
        // Here, as a package of its own would not see what is of this package alone; it brings no dependency.
        .executableTarget(
            name: "embedding-benchmark",
            dependencies: [
                "Duplicates", "Models", "Embeddings", "FeatureIndex", "Files", "Gallery", "Kernels", "Metrics", "VectorStores",
                argumentParser,
                system,
            ],
            path: "Benchmarks/embedding-benchmark", swiftSettings: settings),
        .executableTarget(name: "retrieve", dependencies: ["RetrieveCommands"], swiftSettings: settings),

        // Tests mirror the targets.
        .target(
            name: "TestSupport", dependencies: ["Files", "Gallery", "Kernels", system], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("Kernels", of: ["Kernels", "CKernels", "Imaging"]),
        tests("Imaging", of: ["Imaging", "Kernels", "Workers"]),
        tests("HTTP", of: ["HTTP", system]),
        tests("ModelCache", of: ["ModelCache", system]),
        tests("ModelHub", of: ["ModelHub", "ModelCache", "HTTP", "Files", system]),
        tests("Metrics", of: ["Metrics", "Embeddings", "Kernels"]),
        tests(
            "VectorStores",
            of: [
                "CHNSW", "CInstructionSets", "VectorStores", "Embeddings", "FeatureIndex", "Files", "Gallery", "HTTP",
                "Imaging", "Kernels", "Metrics", "Workers", system,
            ]),
        tests("Gallery", of: ["Gallery", "Files", "Imaging", system]),
        tests("Files", of: ["Files", system]),
        tests("Workers", of: ["Workers"]),
        tests("Embeddings", of: ["Embeddings"]),
        tests(
            "FeatureIndex",
            of: [
                "FeatureIndex", "Search", "VectorStores", "Embeddings", "Imaging", "Metrics", "Gallery", "Files", "Kernels",
                "CKernels", "Workers", "retrieve",
                system,
            ],
            exclude: ["Samples"]),
        tests(
            "Duplicates",
            of: [
                "Duplicates", "Embeddings", "FeatureIndex", "Files", "Gallery", "Imaging", "Kernels", "Metrics", "Reports",
                "Workers", system,
            ]),
        tests("Search", of: ["Search", "Imaging", "Metrics", "Gallery", "Files", "Kernels", "VectorStores", system]),
        tests("Evaluation", of: ["Evaluation", "Metrics", "Gallery", "Imaging", system]),
        tests(
            "Models",
            of: [
                "Models", "CInstructionSets", "CTransformer", "Embeddings", "Imaging", "Files", "Kernels", "Workers", system,
            ]),
        tests("Retrieval", of: ["Retrieval", system]),
        tests(
            "RetrieveCommands",
            of: [
                "RetrieveCommands", "Evaluation", "FeatureIndex", "Gallery", "HTTP", "Imaging", "Kernels", "Metrics", "Models",
                "Search",
                "VectorStores", argumentParser, system,
            ]),
        tests("Reports", of: ["Reports", "Search", "Evaluation", "Files", "Imaging", "Metrics", "Gallery", "Kernels", system]),
        tests("EndToEnd", of: ["retrieve", "Kernels", system], exclude: ["Snapshots"]),
    ],
    cxxLanguageStandard: .cxx17
)

// What reads bytes of others is a library to link with libFuzzer, or part of a test that replays inputs.
let fuzzed: [Target.Dependency] = [
    "Embeddings", "Evaluation", "FeatureIndex", "Files", "Gallery", "HTTP", "Imaging", "Kernels", "ModelCache", "ModelHub",
    "Models", "Reports", "RetrieveCommands", "Search", "VectorStores", argumentParser, system,
]
if Context.environment["RETRIEVE_FUZZ"] == nil {
    package.targets.append(
        .testTarget(
            name: "FuzzTests", dependencies: fuzzed + ["TestSupport"], path: "Fuzz",
            exclude: ["Inputs", "decode.c", "make-inputs", "run"],
            sources: ["Surfaces", "Tests"], swiftSettings: settings))
} else {
    package.products.append(.library(name: "FuzzSurfaces", type: .static, targets: ["FuzzSurfaces"]))
    package.targets.append(
        .target(name: "FuzzSurfaces", dependencies: fuzzed, path: "Fuzz/Surfaces", swiftSettings: settings))
}

// A build for a part of the tests need not compile the others.
if let named = Context.environment["RETRIEVE_TEST_TARGETS"]?.split(separator: " ") {
    package.targets.removeAll { target in target.isTest && !named.contains { target.name == "\($0)Tests" } }
}

/// The tests in `Tests/<name>Tests`.
func tests(_ name: String, of dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: settings)
}
