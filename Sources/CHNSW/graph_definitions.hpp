// The definitions of graph.hpp.

#include "graph.hpp"

#include <atomic>
#include <cmath>
#include <cstring>
#include <type_traits>

#include <sys/mman.h>

namespace chnsw {

// Here and in graph_copy.hpp, members of hnswlib's class are read and written that are no interface. They are those of version 0.6, and of
// 0.8, which counts nodes by atomic numbers and owns lists by smart pointers; others have to be looked at first.
template <typename Member, typename... Types> constexpr bool is_one_of = (std::is_same_v<Member, Types> || ...);
static_assert(is_one_of<decltype(Base::cur_element_count), size_t, std::atomic<size_t>> &&
                  is_one_of<decltype(Base::num_deleted_), size_t, std::atomic<size_t>> &&
                  is_one_of<decltype(Base::visited_list_pool_), hnswlib::VisitedListPool *, std::unique_ptr<hnswlib::VisitedListPool>> &&
                  std::is_same_v<decltype(Base::M_), size_t> && std::is_same_v<decltype(Base::maxM0_), size_t> &&
                  std::is_same_v<decltype(Base::maxlevel_), int> &&
                  std::is_same_v<decltype(Base::enterpoint_node_), hnswlib::tableint> &&
                  std::is_same_v<decltype(Base::data_level0_memory_), char *> &&
                  std::is_same_v<decltype(Base::linkLists_), char **> &&
                  std::is_same_v<decltype(Base::element_levels_), std::vector<int>> &&
                  std::is_same_v<hnswlib::labeltype, size_t> && sizeof(hnswlib::labeltype) == 8 &&
                  sizeof(hnswlib::linklistsizeint) == 4 && sizeof(hnswlib::tableint) == 4,
              "this is written for hnswlib 0.6 and 0.8");

namespace {

/// A node is the number of its links in 16 bits, hnswlib's mark of deleted ones in the next 8, 8 unused, its links, and its
/// label.
constexpr size_t mark_offset = 2;

constexpr size_t huge_page = 2 << 20;

[[maybe_unused]] void own(hnswlib::VisitedListPool *&place, hnswlib::VisitedListPool *pool) { place = pool; }
[[maybe_unused]] void own(std::unique_ptr<hnswlib::VisitedListPool> &place, hnswlib::VisitedListPool *pool) { place.reset(pool); }

uint64_t label_at(const void *pointer) {
  uint64_t label;
  std::memcpy(&label, pointer, sizeof label);
  return label;
}

/// Answers whether a list of links is no longer than `limit` and leads to nodes below `count`, on level `level` at least.
bool is_sound_list(const uint8_t *list, size_t limit, const chnsw_parts &parts, size_t level) {
  uint16_t length;
  std::memcpy(&length, list, sizeof length);
  if (length > limit) return false;
  const uint8_t *links = list + sizeof(hnswlib::linklistsizeint);
  for (size_t i = 0; i < length; i++) {
    uint32_t link;
    std::memcpy(&link, links + i * sizeof link, sizeof link);
    if (link >= parts.count || parts.levels[link] < level) return false;
  }
  return true;
}

} // namespace

size_t links_size(size_t count) { return sizeof(hnswlib::linklistsizeint) + count * sizeof(hnswlib::tableint); }

hnswlib::DISTFUNC<float> Space::get_dist_func() {
  switch (kind_) {
  case CHNSW_SQUARED_L2: return squared_l2;
  case CHNSW_INNER_PRODUCT: return inner_product;
  case CHNSW_COSINE: return cosine;
  }
  return squared_l2;
}

void Space::find_lengths() {
  if (kind_ != CHNSW_COSINE) return;
  scales_.reserve(rows_.size());
  for (const float *row : rows_) {
    float square = sums_.dot(row, row, dimension_);
    // A vector of zeros has the cosine 0 with everything.
    scales_.push_back(square > 0 ? 1 / std::sqrt(square) : 0);
  }
}

size_t Space::row_at(const void *pointer) const {
  const char *place = static_cast<const char *>(pointer);
  if (is_node(pointer)) return label_at(place);
  const char *rows = reinterpret_cast<const char *>(rows_.data());
  bool is_row = place >= rows && place < rows + rows_.size() * sizeof(const float *);
  return is_row ? static_cast<const float *const *>(pointer) - rows_.data() : no_row;
}

const float *Space::values(const void *pointer) const {
  size_t row = row_at(pointer);
  return row == no_row ? static_cast<const float *>(pointer) : rows_[row];
}

Space::Found Space::find(const void *pointer) const {
  size_t row = row_at(pointer);
  return row == no_row ? Found{static_cast<const float *>(pointer), 1} : Found{rows_[row], scales_[row]};
}

float Space::squared_l2(const void *a, const void *b, const void *context) {
  const Space *space = static_cast<const Space *>(context);
  return space->sums_.squared_difference(space->values(a), space->values(b), space->dimension_);
}

void Space::copy_halves() {
  chnsw_half_loops loops = chnsw_half_loops_for(set_);
  // Halves are exact enough, and large enough, for vectors of length 1, which are those that are compared so.
  if (kind_ != CHNSW_INNER_PRODUCT || halves_ || !loops.dot || dimension_ % CHNSW_HALVES_AT_ONCE != 0) return;
  size_t size = (rows_.size() * dimension_ * sizeof(uint16_t) + huge_page - 1) / huge_page * huge_page;
  auto *halves = static_cast<uint16_t *>(std::aligned_alloc(huge_page, size));
  // All goes well without, if more slowly.
  if (!halves) return;
#if defined(MADV_HUGEPAGE)
  // Nodes are visited in no order: with small pages, each visit would begin by finding out where its page is.
  madvise(halves, size, MADV_HUGEPAGE);
#endif
  for (size_t row = 0; row < rows_.size(); row++) loops.narrow(rows_[row], halves + row * dimension_, dimension_);
  halves_.reset(halves);
  half_loops_ = loops;
}

float Space::inner_product_of_halves(const void *a, const void *b) const {
  size_t first = row_at(a), second = row_at(b);
  // A row that is being added is compared with many nodes: its own numbers are at hand.
  if (first == no_row || !is_node(a)) return 1 - half_loops_.mixed_dot(values(a), halves_.get() + second * dimension_, dimension_);
  return 1 - half_loops_.dot(halves_.get() + first * dimension_, halves_.get() + second * dimension_, dimension_);
}

float Space::inner_product(const void *a, const void *b, const void *context) {
  const Space *space = static_cast<const Space *>(context);
  if (space->halves_) return space->inner_product_of_halves(a, b);
  return 1 - space->sums_.dot(space->values(a), space->values(b), space->dimension_);
}

float Space::cosine(const void *a, const void *b, const void *context) {
  const Space *space = static_cast<const Space *>(context);
  Found first = space->find(a), second = space->find(b);
  return 1 - space->sums_.dot(first.values, second.values, space->dimension_) * first.scale * second.scale;
}

Graph::Graph(Space *space, const chnsw_parts &parts) : Base(space), owns_nodes_(false) {
  // What hnswlib would free if this failed half way.
  data_level0_memory_ = nullptr;
  linkLists_ = nullptr;
  visited_list_pool_ = nullptr;
  cur_element_count = 0;

  M_ = maxM_ = parts.m;
  maxM0_ = 2 * M_;
  ef_construction_ = parts.ef_construction;
  // hnswlib sets none here, and looks at as many candidates as the larger of this and what a search asks for.
  ef_ = 1;
  num_deleted_ = 0;
  maxlevel_ = (int)parts.top_level;
  enterpoint_node_ = parts.entry;
  data_size_ = 0;
  fstdistfunc_ = space->get_dist_func();
  dist_func_param_ = space;
  set_node_sizes();
  linkLists_ = static_cast<char **>(std::calloc(parts.count, sizeof(char *)));
  if (!linkLists_) throw std::bad_alloc();
  own(visited_list_pool_, new hnswlib::VisitedListPool(1, (int)parts.count));
  const uint8_t *links = parts.upper;
  for (size_t node = 0; node < parts.count; node++) {
    if (parts.levels[node] == 0) continue;
    // Read only, whatever the type says: nothing is added to such a graph.
    linkLists_[node] = reinterpret_cast<char *>(const_cast<uint8_t *>(links));
    links += parts.levels[node] * size_links_per_element_;
  }
  data_level0_memory_ = reinterpret_cast<char *>(const_cast<uint8_t *>(parts.nodes));
  max_elements_ = cur_element_count = parts.count;
}

Graph::~Graph() {
  if (owns_nodes_) return;
  // The rest is hnswlib's to free.
  data_level0_memory_ = nullptr;
  cur_element_count = 0;
}

void Graph::set_node_sizes() {
  size_links_level0_ = links_size(maxM0_);
  size_links_per_element_ = links_size(maxM_);
  offsetLevel0_ = 0;
  offsetData_ = label_offset_ = size_links_level0_;
  size_data_per_element_ = size_links_level0_ + sizeof(hnswlib::labeltype);
}

bool are_sound_links(const chnsw_parts &parts) {
  if (parts.m < 2 || parts.m > 10000 || parts.count == 0 || parts.count > UINT32_MAX - 1) return false;
  if (parts.top_level > CHNSW_MAXIMUM_LEVEL || parts.entry >= parts.count) return false;
  if (parts.levels[parts.entry] != parts.top_level) return false;
  size_t upper_count = 0;
  for (size_t node = 0; node < parts.count; node++) {
    if (parts.levels[node] > parts.top_level) return false;
    upper_count += parts.levels[node];
  }
  if (upper_count != parts.upper_count) return false;
  size_t node_size = chnsw_node_size(parts.m), upper_size = chnsw_upper_size(parts.m);
  const uint8_t *upper = parts.upper;
  for (size_t node = 0; node < parts.count; node++) {
    const uint8_t *bytes = parts.nodes + node * node_size;
    if (bytes[mark_offset] != 0 || !is_sound_list(bytes, 2 * (size_t)parts.m, parts, 0)) return false;
    for (size_t level = 1; level <= parts.levels[node]; level++, upper += upper_size)
      if (!is_sound_list(upper, parts.m, parts, level)) return false;
  }
  return true;
}

bool are_sound_rows(const chnsw_parts &parts, size_t count) {
  const uint8_t *label = parts.nodes + links_size(2 * (size_t)parts.m);
  for (size_t node = 0; node < parts.count; node++, label += chnsw_node_size(parts.m))
    if (label_at(label) >= count) return false;
  return true;
}

} // namespace chnsw

size_t chnsw_node_size(uint32_t m) { return chnsw::links_size(2 * (size_t)m) + sizeof(hnswlib::labeltype); }
size_t chnsw_upper_size(uint32_t m) { return chnsw::links_size(m); }
