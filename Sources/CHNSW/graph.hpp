// hnswlib's graph over vectors that lie elsewhere.

#ifndef CHNSW_GRAPH_HPP
#define CHNSW_GRAPH_HPP

#include "distance.h"

#include <hnswlib/hnswlib.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

namespace hnswlib {

/// The level of a new node, as hnswlib draws it; but several threads that add nodes draw from the one generator, which wants a lock.
template <> inline int HierarchicalNSW<float>::getRandomLevel(double reverse_size) {
  static std::mutex drawing;
  std::lock_guard<std::mutex> lock(drawing);
  std::uniform_real_distribution<double> distribution(0.0, 1.0);
  return (int)(-std::log(distribution(level_generator_)) * reverse_size);
}

} // namespace hnswlib

namespace chnsw {

using Base = hnswlib::HierarchicalNSW<float>;

/// Returns the size in bytes of a list of `count` links.
size_t links_size(size_t count);

/// Finds the vector of whatever hnswlib points to, and compares two of them.
///
/// A node has no data but its row's number, its label; so where its data would be, its label is. hnswlib hands on a pointer to
/// it, and fetches it ahead. A row that is about to become a node is pointed to in the list of rows; any other pointer is to
/// the numbers of a query.
class Space : public hnswlib::SpaceInterface<float> {
public:
  explicit Space(const chnsw_vectors &vectors)
      : kind_(vectors.space), dimension_(vectors.dimension), rows_(vectors.rows, vectors.rows + vectors.count),
        set_(vectors.set), sums_(chnsw_sums_for(vectors.set)) {}

  /// Tells where nodes are.
  void set_nodes(const char *begin, size_t size) {
    begin_ = begin;
    end_ = begin + size;
  }

  /// Computes what the cosine needs of every vector.
  void find_lengths();

  /// Keeps a copy of the rows in half precision, and compares by that from here on; does nothing where it would not help.
  void copy_halves();

  size_t get_data_size() override { return 0; }
  void *get_dist_func_param() override { return this; }
  hnswlib::DISTFUNC<float> get_dist_func() override;

  /// The form in which hnswlib is given a row to add.
  const void *row(size_t index) const { return &rows_[index]; }

private:
  static constexpr size_t no_row = SIZE_MAX;

  struct Found {
    const float *values;
    /// 1 / length; 1 for a query.
    float scale;
  };

  bool is_node(const void *pointer) const { return pointer >= begin_ && pointer < end_; }
  /// The row that is pointed to, or no_row for a query.
  size_t row_at(const void *pointer) const;
  const float *values(const void *pointer) const;
  Found find(const void *pointer) const;

  static float squared_l2(const void *a, const void *b, const void *space);
  static float inner_product(const void *a, const void *b, const void *space);
  float inner_product_of_halves(const void *a, const void *b) const;
  static float cosine(const void *a, const void *b, const void *space);

  chnsw_space kind_;
  size_t dimension_;
  std::vector<const float *> rows_;
  cis_set set_;
  chnsw_sums sums_;
  const char *begin_ = nullptr;
  const char *end_ = nullptr;
  std::vector<float> scales_;
  chnsw_half_loops half_loops_ = {};
  std::unique_ptr<uint16_t, decltype(&std::free)> halves_{nullptr, std::free};
};

/// A graph that grows, or one whose nodes are someone else's and only read.
class Graph : public Base {
public:
  /// One that grows.
  Graph(Space *space, size_t capacity, size_t m, size_t ef_construction)
      : Base(space, capacity, m, ef_construction), owns_nodes_(true) {}

  /// One over `parts`, which have been checked.
  Graph(Space *space, const chnsw_parts &parts);

  ~Graph();

  /// Takes in those nodes of `parts`, which have been checked, that have a row.
  void copy(const chnsw_parts &parts, const uint64_t *rows);

private:
  class Copy;

  void set_node_sizes();
  bool owns_nodes_;
};

/// Whether following the links of `parts` never leads anywhere but to nodes of `parts`.
bool are_sound_links(const chnsw_parts &parts);

/// Whether every node of `parts` is one of `count` rows.
bool are_sound_rows(const chnsw_parts &parts, size_t count);

} // namespace chnsw

struct chnsw_graph {
  chnsw::Space space;
  std::unique_ptr<chnsw::Graph> nodes;

  explicit chnsw_graph(const chnsw_vectors &vectors) : space(vectors) {}
};

#endif
