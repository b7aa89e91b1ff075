// Graphs of nearest neighbours by hnswlib (Malkov, Yashunin, "Efficient and robust approximate nearest neighbor search using
// Hierarchical Navigable Small World graphs", 2018).
//
// hnswlib keeps a copy of every vector among its links. Here a graph holds links alone and finds vectors where they are, in
// the mapped index of embeddings: its file is a fifteenth as large (512 numbers per vector), and a search reads what it visits.

#ifndef CHNSW_H
#define CHNSW_H

#include <stddef.h>
#include <stdint.h>

#include "CInstructionSets.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CHNSW_MESSAGE_SIZE = 256,
  CHNSW_MAXIMUM_LEVEL = 64,
};

typedef enum chnsw_status {
  CHNSW_OK = 0,
  CHNSW_OUT_OF_MEMORY,
  /// The bytes are not a graph.
  CHNSW_DAMAGED,
  /// hnswlib failed; the message is its own.
  CHNSW_FAILED,
} chnsw_status;

typedef enum chnsw_space {
  /// Sum of (a - b)^2.
  CHNSW_SQUARED_L2 = 0,
  /// 1 - sum of a * b: the order of all three where all vectors are of length 1.
  CHNSW_INNER_PRODUCT = 1,
  /// 1 - cosine.
  CHNSW_COSINE = 2,
} chnsw_space;

/// The vectors of a graph, `dimension` numbers each, wherever each is. They stay there for as long as the graph does; the list
/// of them need not.
typedef struct chnsw_vectors {
  chnsw_space space;
  /// The instruction set of the loops that compare them.
  cis_set set;
  size_t dimension;
  const float *_Nonnull const *_Nonnull rows;
  size_t count;
} chnsw_vectors;

/// The value in the place of the row of a node that is to be removed.
static const uint64_t CHNSW_NO_ROW = UINT64_MAX;

typedef struct chnsw_graph chnsw_graph;

/// A graph as it is kept on disk.
typedef struct chnsw_parts {
  /// Links of every node to others.
  uint32_t m;
  uint32_t ef_construction;
  size_t count;
  uint32_t entry;
  uint32_t top_level;
  /// The links of each node on the lowest level, and its row, chnsw_node_size(m) bytes.
  const uint8_t *nodes;
  /// The highest level of each node.
  const uint8_t *levels;
  /// The links of each node on level 1, level 2, ..., chnsw_upper_size(m) bytes each.
  const uint8_t *_Nullable upper;
  size_t upper_count;
} chnsw_parts;

size_t chnsw_node_size(uint32_t m);
size_t chnsw_upper_size(uint32_t m);

/// A graph without nodes, and room for `capacity`.
chnsw_status chnsw_create(const chnsw_vectors *vectors, size_t capacity, uint32_t m, uint32_t ef_construction,
                          chnsw_graph *_Nullable *_Nonnull graph, char message[_Nonnull CHNSW_MESSAGE_SIZE]);

/// A graph to be searched, made of `parts`, which are checked and then used where they are for as long as the graph is.
chnsw_status chnsw_open(const chnsw_vectors *vectors, const chnsw_parts *parts, chnsw_graph *_Nullable *_Nonnull graph,
                        char message[_Nonnull CHNSW_MESSAGE_SIZE]);

/// A copy of `parts`, which are checked, with room for `capacity` nodes: to be added to and saved.
///
/// `rows` has for each node the row of its vector by now, or CHNSW_NO_ROW. Nodes that linked to one that goes are linked to
/// those that it linked to, if they are near enough (as in Singh and others, "FreshDiskANN", 2021, algorithm 4); the vectors
/// of those that go are not needed for that.
chnsw_status chnsw_extend(const chnsw_vectors *vectors, const chnsw_parts *parts, const uint64_t *rows, size_t capacity,
                          chnsw_graph *_Nullable *_Nonnull graph, char message[_Nonnull CHNSW_MESSAGE_SIZE]);

void chnsw_destroy(chnsw_graph *_Nullable graph);

/// Makes additions compare by a copy of all vectors in half precision: they read half as much, for half as much memory again.
/// Does nothing where there is no such way. Pays where many rows are to be added, and comes before them.
void chnsw_copy_halves(chnsw_graph *graph);

/// Adds row `row`. May be called from several threads at once.
chnsw_status chnsw_add(chnsw_graph *graph, size_t row, char message[_Nonnull CHNSW_MESSAGE_SIZE]);

/// The numbers of up to `count` rows near `query`, nearest first, found among `ef` candidates; `ef` is at least `count`.
///
/// The query is of length 1 where the space is the cosine. May be called from several threads at once.
chnsw_status chnsw_search(const chnsw_graph *graph, const float *query, size_t count, size_t ef, uint64_t *rows,
                          size_t *found, char message[_Nonnull CHNSW_MESSAGE_SIZE]);

/// Returns the parts to be written to disk; `levels` has room for one byte per node and lasts as long as it is used. `upper` is NULL: these
/// links are asked for node by node.
chnsw_parts chnsw_parts_of(const chnsw_graph *graph, uint8_t *levels);

/// The links of node `node` on its upper levels; NULL where it has none.
const uint8_t *_Nullable chnsw_upper_links(const chnsw_graph *graph, size_t node);

/// The sum of squares of `count` numbers.
float chnsw_squared_length(cis_set set, const float *numbers, size_t count);

/// The sum of squares of the differences of `count` numbers.
float chnsw_squared_difference(cis_set set, const float *a, const float *b, size_t count);

/// Loops over numbers in half precision (IEEE 754 binary16); counts are multiples of CHNSW_HALVES_AT_ONCE.
typedef struct chnsw_half_loops {
  /// Rounds to the nearest half.
  void (*_Nullable narrow)(const float *_Nonnull numbers, uint16_t *_Nonnull halves, size_t count);
  /// Sum of a * b.
  float (*_Nullable dot)(const uint16_t *_Nonnull a, const uint16_t *_Nonnull b, size_t count);
  /// The same, where `a` is in single precision.
  float (*_Nullable mixed_dot)(const float *_Nonnull a, const uint16_t *_Nonnull b, size_t count);
} chnsw_half_loops;

enum { CHNSW_HALVES_AT_ONCE = 32 };

/// Loops of the instruction set `set`, which the processor has; all NULL for plain C, which has no halves.
chnsw_half_loops chnsw_half_loops_for(cis_set set);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
