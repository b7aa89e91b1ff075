# Everything one does with this repository, from a bare machine with Swift on. Each target installs what it is missing.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
PHOTOS ?= data/train
COUNTS ?= 10000,100000
CHROMA_COUNTS ?=
GRAPHS ?=
RETRIEVE := .build/release/retrieve

# A statically linked binary starts faster, and runs where Swift is not installed. macOS has the libraries itself.
ifneq ($(shell uname -s),Darwin)
# It looks for no library beside itself.
RELEASE_FLAGS := --static-swift-stdlib --disable-local-rpath
# Debian 13 has binutils without gold, and its ld leaves what it has filled in open to be written to. The toolchain's own does not.
ifeq ($(shell command -v ld.gold),)
RELEASE_FLAGS += -Xswiftc -use-ld=lld
endif
else
# Where Homebrew keeps the headers of oneDNN, which has no file for pkg-config.
export CPATH := $(shell brew --prefix)/include
endif

# Other folders than the product's: these builds let tests see inside modules, or check every access.
# Swift without optimisation, so that what it asserts is looked at; C with it. It is not the debug configuration, for which the argument
# parser proves its tree of options at every start: a fifth of a second for each of two thousand runs of the tool. CommandTreeTests has it
# proved in sanitize-threads and test-debian13. STRICT=1 compiles as lint does.
TEST_FLAGS = -c release -Xswiftc -Onone -Xswiftc -enable-testing --scratch-path .build/tests $(if $(STRICT),$(STRICT_FLAGS))
STRICT_FLAGS := -Xswiftc -warnings-as-errors
RELEASE_TEST_FLAGS := -c release -Xswiftc -enable-testing --scratch-path .build/release-tests
# Swift itself knows the address sanitizer alone. Its library answers for undefined behaviour in the C targets too.
SANITIZE_FLAGS := -c release -Xswiftc -enable-testing --scratch-path .build/sanitize --sanitize=address \
    -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined -Xcc -fno-omit-frame-pointer \
    -Xcxx -fsanitize-ignorelist=$(CURDIR)/Scripts/sanitizer-ignorelist.txt
SANITIZED_TESTS := KernelsTests|ImagingTests|FeatureIndexTests.(Pyramid|Bound|Quantization)
SANITIZED_TARGETS := Kernels Imaging FeatureIndex
# Without the first a crash waits for a backtrace that the address sanitizer does not let it take.
SANITIZE_ENVIRONMENT := SWIFT_BACKTRACE=enable=no LSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/leak-suppressions.txt:print_suppressions=0

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: dependencies
dependencies:
	@Scripts/install-dependencies

.PHONY: build
build: dependencies ## Build the release binary, .build/release/retrieve.
	swift build -c release $(RELEASE_FLAGS)

.PHONY: demo
demo: build ## Build, and search the sample gallery for an easy and a complex picture.
	@echo
	@echo "An orange on a plain ground. L1 compares pixel by pixel, and finds oranges:"
	@echo "\$$ retrieve data/test/Orange/01.jpg"
	@$(RETRIEVE) data/test/Orange/01.jpg --gallery data/train
	@echo
	@echo "A bus in a cluttered scene. L1 finds pictures of like grounds and light, hardly ever a bus:"
	@echo "\$$ retrieve data/test/Bus/01.jpg"
	@$(RETRIEVE) data/test/Bus/01.jpg --gallery data/train
	@echo
	@echo "The same by what it is about, with the small CLIP model of the sample gallery:"
	@echo "\$$ retrieve data/test/Bus/01.jpg --features clip --model data/models/tiny-clip"
	@$(RETRIEVE) data/test/Bus/01.jpg --gallery data/train --features clip --model data/models/tiny-clip

# A server that tests talk to; where it cannot be had, they are skipped.
.PHONY: chroma
chroma: dependencies
	@Scripts/install-chroma

.PHONY: check-data
check-data: build ## Check that searches of data/ find what the committed baseline says.
	$(RETRIEVE) check Tests/Baselines/data.json

.PHONY: example
example: dependencies ## Build the package in Examples, which uses the library, and run it.
	swift build --package-path Examples/nearest
	Examples/nearest/.build/debug/nearest data/test/Orange/01.jpg data/train | tee .build/example.txt
	@grep -q '^Orange' .build/example.txt

.PHONY: test
test: chroma ## Run every test against unoptimised code.
	swift test $(TEST_FLAGS)

.PHONY: test-long
test-long: dependencies ## Run the tests of the index at length: hundreds of killed writers.
	RETRIEVE_LONG_TESTS=1 swift test $(RELEASE_TEST_FLAGS) --filter FeatureIndexTests

.PHONY: test-release
test-release: chroma ## Run every test against optimised code.
	swift test $(RELEASE_TEST_FLAGS)

# On Linux; what needs network namespaces is for root, and skipped otherwise, unless RETRIEVE_REQUIRE_ALL=1 makes that a failure.
.PHONY: test-distributed
test-distributed: build chroma ## Run what is divided over workers and hosts: Spark, GNU parallel, Slurm, Chroma over a bad link.
	@Scripts/install-dependencies distributed
	@Scripts/install-spark
	RETRIEVE="$(CURDIR)/$(RETRIEVE)" .build/spark/bin/python -m unittest discover -v -s Distributed/tests

.PHONY: measure-stores
measure-stores: chroma ## Measure stores of COUNTS=10000,100000 vectors, of CHROMA_COUNTS on a server; KEEP=DIR keeps graphs there. Needs numpy.
	swift build -c release --product embedding-benchmark
	python3 Benchmarks/embeddings/stores.py --hnsw "$(COUNTS)" --chroma "$(CHROMA_COUNTS)" $(if $(KEEP),--keep "$(KEEP)")

.PHONY: test-scalar
test-scalar: chroma ## Run every test with the plain C kernels.
	RETRIEVE_SIMD=scalar swift test $(RELEASE_TEST_FLAGS)

.PHONY: test-neon
test-neon: dependencies ## Run the C kernels and codecs as arm64 code under qemu, and compare with plain C.
	Scripts/test-neon

# What libraries have a part in: they are others there.
DEBIAN13_TESTS := VectorStoresTests|ModelsTests|ImagingTests|KernelsTests|RetrievalTests|CLIP|StoreTests|PictureFile|FigureTests|CommandTree

.PHONY: test-debian13
test-debian13: ## As root: build in a root of Debian 13, and run the tests that libraries have a part in (TESTS=. for all).
	Scripts/test-debian13 $(or $(ROOT),.build/roots/debian13) sh -c 'Scripts/install-dependencies && swift build --build-tests && \
	    swift test --skip-build --filter "$(or $(TESTS),$(DEBIAN13_TESTS))"'

.PHONY: sanitize
sanitize: dependencies ## Run the tests of the C targets under address, leak and undefined-behaviour sanitizers.
	$(SANITIZE_ENVIRONMENT) RETRIEVE_TEST_TARGETS='$(SANITIZED_TARGETS)' swift test --disable-xctest $(SANITIZE_FLAGS) \
	    --filter '$(SANITIZED_TESTS)'

# With the tests that libraries have a part in: they are others there.
.PHONY: sanitize-debian13
sanitize-debian13: ## As root: the same in a root of Debian 13, with the tests that libraries have a part in.
	Scripts/test-debian13 $(or $(ROOT),.build/roots/debian13) make sanitize SANITIZED_TESTS='$(SANITIZED_TESTS)|$(DEBIAN13_TESTS)' \
	    SANITIZED_TARGETS='$(SANITIZED_TARGETS) VectorStores Models Retrieval Reports EndToEnd'

# What several threads do at once. Debug code, as it is built sooner; C is optimised. Nothing of it is measured, and tests that use one
# thread, or threads as others do, are left out. Without the search for circles among locks: hnswlib has one for each vector.
THREAD_FLAGS := -Xcc -O2 -Xcxx -O2 -Xswiftc -enable-testing --scratch-path .build/threads --sanitize=thread
THREADED_TESTS := ^(WorkersTests|SearchTests|EvaluationTests|DuplicatesTests\.(DuplicateSearch|.*/theAnswer)|GalleryTests|FeatureIndexTests\.(UpdateTests|EmbeddingIndex|Quantization)|VectorStoresTests\.(HNSWTests|NearEqual|GalleryStore)|ModelsTests\.(EmbeddingPipeline|TinyModel)|RetrieveCommandsTests\.CommandTree)
THREADS_SKIPPED := everyNumberCounts|vectorsOfAnyLength|QuantizationTests/(bounds|fewEmbeddings)
THREADED_TARGETS := Workers Search Evaluation Duplicates Gallery FeatureIndex VectorStores Models RetrieveCommands
THREAD_ENVIRONMENT := SWIFT_BACKTRACE=enable=no TSAN_OPTIONS=halt_on_error=1:detect_deadlocks=0:suppressions=$(CURDIR)/Scripts/race-suppressions.txt:print_suppressions=0

.PHONY: sanitize-threads
sanitize-threads: dependencies ## Run the tests of what runs in parallel under the thread sanitizer.
	$(THREAD_ENVIRONMENT) RETRIEVE_TEST_TARGETS='$(THREADED_TARGETS)' swift test --disable-xctest $(THREAD_FLAGS) \
	    --filter '$(THREADED_TESTS)' --skip '$(THREADS_SKIPPED)'

.PHONY: fuzz
fuzz: dependencies ## Fuzz whatever reads bytes of others, MINUTES=1 or RUNS=10000000 each, or TARGETS="gif segment".
	RUNS=$(RUNS) Fuzz/run $(or $(MINUTES),$(if $(RUNS),0,1)) $(TARGETS)

.PHONY: lint
lint: STRICT := 1
lint: dependencies ## Check style, warnings and imports; change nothing.
	Scripts/lint
	@echo "lint: Swift compiles without warnings; every target imports only what it depends on"
	swift build --build-tests $(TEST_FLAGS) --explicit-target-dependency-import-check error

.PHONY: format
format: dependencies ## Lay out all Swift files as .swift-format says.
	swift format --in-place --parallel --recursive $(wildcard Sources Tests Fuzz Benchmarks/Sources Benchmarks/embedding-benchmark) \
	    Package.swift Benchmarks/Package.swift

.PHONY: bench
bench: ## Measure, beside what one would use instead; PHOTOS=DIR names a folder of photographs.
	@Scripts/install-dependencies bench
	swift build -c release $(RELEASE_FLAGS)
	swift build -c release $(RELEASE_FLAGS) --package-path Benchmarks
	python3 Benchmarks/record.py --photos "$(PHOTOS)" $(BENCH_FLAGS)

.PHONY: bench-clip
bench-clip: dependencies ## Measure embedding beside PyTorch and ONNX Runtime; PYTHON=… has their packages.
	swift build -c release $(RELEASE_FLAGS) --product embedding-benchmark
	$(or $(PYTHON),python3) Benchmarks/clip/run.py --program .build/release/embedding-benchmark --photos "$(PHOTOS)" $(BENCH_FLAGS)

# Under sudo what is built is installed: root need not have Swift.
.PHONY: install
install: $(if $(and $(SUDO_USER),$(wildcard $(RETRIEVE))),,build) ## Install to PREFIX (/usr/local), below DESTDIR if set.
	Scripts/install-files "$(PREFIX)" "$(DESTDIR)"

.PHONY: dist
dist: build ## Pack the program, its manual page and completions as dist/*.tar.gz.
	Scripts/make-archive

.PHONY: deb
deb: build ## Pack a Debian package for the release that runs here, dist/*.deb.
	Scripts/make-deb

.PHONY: test-packages
test-packages: deb dist ## Try the packages in a bare root of Debian (ROOT=DIR, made by debootstrap unless it is there).
	Scripts/test-packages $(or $(SUITE),$(shell . /etc/os-release && echo $$VERSION_CODENAME)) $(ROOT)

.PHONY: clean
clean: ## Remove everything that was built.
	rm -rf dist .build Benchmarks/.build Benchmarks/.venv Examples/nearest/.build
