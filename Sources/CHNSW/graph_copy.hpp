// A copy of a graph without some of its nodes.

#include "graph.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace chnsw {

/// The state of copying nodes one by one.
class Graph::Copy {
public:
  Copy(Graph &graph, const chnsw_parts &parts, const uint64_t *rows);

  void nodes();
  void links();
  void entry();

private:
  static constexpr uint32_t none = UINT32_MAX;

  const uint8_t *list(size_t node, size_t level) const;
  std::vector<uint32_t> targets(size_t node, size_t level);
  void set_links(uint32_t node, size_t level, std::vector<uint32_t> targets);

  Graph &graph_;
  const chnsw_parts &parts_;
  const uint64_t *rows_;
  /// The number of each node in the copy.
  std::vector<uint32_t> numbers_;
  /// The offsets at which the upper links of each node begin.
  std::vector<const uint8_t *> upper_;
  /// Who has been seen in the search at hand, by its number.
  std::vector<uint32_t> seen_;
  uint32_t search_ = 0;
};

void Graph::copy(const chnsw_parts &parts, const uint64_t *rows) {
  Copy copy(*this, parts, rows);
  copy.nodes();
  copy.links();
  copy.entry();
}

Graph::Copy::Copy(Graph &graph, const chnsw_parts &parts, const uint64_t *rows)
    : graph_(graph), parts_(parts), rows_(rows), numbers_(parts.count, none), upper_(parts.count), seen_(parts.count, 0) {
  const uint8_t *upper = parts.upper;
  for (size_t node = 0; node < parts.count; node++) {
    upper_[node] = upper;
    upper += parts.levels[node] * graph_.size_links_per_element_;
  }
}

/// The nodes that stay, without links: distances can be computed from here on.
void Graph::Copy::nodes() {
  for (size_t node = 0; node < parts_.count; node++) {
    if (rows_[node] == CHNSW_NO_ROW) continue;
    uint32_t number = (uint32_t)graph_.cur_element_count;
    numbers_[node] = number;
    std::memset(graph_.data_level0_memory_ + number * graph_.size_data_per_element_, 0, graph_.size_data_per_element_);
    graph_.setExternalLabel(number, rows_[node]);
    size_t size = parts_.levels[node] * graph_.size_links_per_element_;
    if (size > 0) {
      graph_.linkLists_[number] = static_cast<char *>(std::calloc(1, size));
      if (!graph_.linkLists_[number]) throw std::bad_alloc();
    }
    graph_.element_levels_[number] = parts_.levels[node];
    graph_.cur_element_count = number + 1;
  }
}

void Graph::Copy::links() {
  for (size_t node = 0; node < parts_.count; node++) {
    if (numbers_[node] == none) continue;
    for (size_t level = 0; level <= parts_.levels[node]; level++) set_links(numbers_[node], level, targets(node, level));
  }
}

void Graph::Copy::entry() {
  auto levels = graph_.element_levels_.begin();
  auto highest = std::max_element(levels, levels + (ptrdiff_t)graph_.cur_element_count);
  if (graph_.cur_element_count == 0) return;
  bool stays = numbers_[parts_.entry] != none;
  graph_.enterpoint_node_ = stays ? numbers_[parts_.entry] : (uint32_t)(highest - levels);
  graph_.maxlevel_ = *highest;
}

const uint8_t *Graph::Copy::list(size_t node, size_t level) const {
  return level == 0 ? parts_.nodes + node * graph_.size_data_per_element_
                    : upper_[node] + (level - 1) * graph_.size_links_per_element_;
}

/// Whom `node` leads to, by the numbers of the copy: in place of those that go, whom they led to.
std::vector<uint32_t> Graph::Copy::targets(size_t node, size_t level) {
  std::vector<uint32_t> targets;
  std::vector<size_t> open = {node};
  seen_[node] = ++search_;
  // A chain of nodes that go is followed no further than it takes to have enough to choose from.
  size_t enough = 16 * graph_.maxM0_;
  for (size_t next = 0; next < open.size() && targets.size() < enough; next++) {
    const uint8_t *links = list(open[next], level);
    uint16_t count;
    std::memcpy(&count, links, sizeof count);
    for (size_t i = 0; i < count; i++) {
      uint32_t target;
      std::memcpy(&target, links + links_size(i), sizeof target);
      if (seen_[target] == search_) continue;
      seen_[target] = search_;
      if (numbers_[target] == none) open.push_back(target);
      else targets.push_back(numbers_[target]);
    }
  }
  return targets;
}

void Graph::Copy::set_links(uint32_t node, size_t level, std::vector<uint32_t> targets) {
  size_t limit = level == 0 ? graph_.maxM0_ : graph_.maxM_;
  if (targets.size() > limit) {
    std::priority_queue<std::pair<float, uint32_t>, std::vector<std::pair<float, uint32_t>>, CompareByFirst> candidates;
    const char *own = graph_.getDataByInternalId(node);
    for (uint32_t target : targets)
      candidates.emplace(graph_.fstdistfunc_(own, graph_.getDataByInternalId(target), graph_.dist_func_param_), target);
    graph_.getNeighborsByHeuristic2(candidates, limit);
    targets.clear();
    for (; !candidates.empty(); candidates.pop()) targets.push_back(candidates.top().second);
  }
  hnswlib::linklistsizeint *list = graph_.get_linklist_at_level(node, (int)level);
  graph_.setListCount(list, (unsigned short)targets.size());
  if (!targets.empty()) std::memcpy(list + 1, targets.data(), targets.size() * sizeof(uint32_t));
}

} // namespace chnsw
