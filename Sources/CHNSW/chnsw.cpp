// The C interface. No exception leaves it.

// hnswlib's header defines functions that are not inline, so this is the one file that is compiled with it.
#include "graph.hpp"
#include "graph_definitions.hpp"
#include "graph_copy.hpp"

#include <cstring>
#include <exception>
#include <new>

namespace {

chnsw_status fail(char *message, chnsw_status status, const char *text) {
  std::strncpy(message, text, CHNSW_MESSAGE_SIZE - 1);
  message[CHNSW_MESSAGE_SIZE - 1] = '\0';
  return status;
}

template <typename Body> chnsw_status guarded(char *message, Body body) {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return fail(message, CHNSW_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception &error) {
    return fail(message, CHNSW_FAILED, error.what());
  }
}

} // namespace

chnsw_status chnsw_create(const chnsw_vectors *vectors, size_t capacity, uint32_t m, uint32_t ef_construction,
                          chnsw_graph **result, char message[CHNSW_MESSAGE_SIZE]) {
  *result = nullptr;
  return guarded(message, [&] {
    auto graph = std::make_unique<chnsw_graph>(*vectors);
    graph->space.find_lengths();
    graph->nodes = std::make_unique<chnsw::Graph>(&graph->space, capacity, m, ef_construction);
    graph->space.set_nodes(graph->nodes->data_level0_memory_, capacity * chnsw_node_size(m));
    *result = graph.release();
    return CHNSW_OK;
  });
}

chnsw_status chnsw_open(const chnsw_vectors *vectors, const chnsw_parts *parts, chnsw_graph **result,
                        char message[CHNSW_MESSAGE_SIZE]) {
  *result = nullptr;
  return guarded(message, [&] {
    if (!chnsw::are_sound_links(*parts) || !chnsw::are_sound_rows(*parts, vectors->count)) return fail(message, CHNSW_DAMAGED, "a link leads nowhere");
    auto graph = std::make_unique<chnsw_graph>(*vectors);
    graph->space.find_lengths();
    graph->nodes = std::make_unique<chnsw::Graph>(&graph->space, *parts);
    graph->space.set_nodes(graph->nodes->data_level0_memory_, parts->count * chnsw_node_size(parts->m));
    *result = graph.release();
    return CHNSW_OK;
  });
}

chnsw_status chnsw_extend(const chnsw_vectors *vectors, const chnsw_parts *parts, const uint64_t *rows, size_t capacity,
                          chnsw_graph **result, char message[CHNSW_MESSAGE_SIZE]) {
  *result = nullptr;
  // Rows have other numbers by now; those of the links are what matters.
  if (!chnsw::are_sound_links(*parts)) return fail(message, CHNSW_DAMAGED, "a link leads nowhere");
  chnsw_status status = chnsw_create(vectors, capacity, parts->m, parts->ef_construction, result, message);
  if (status != CHNSW_OK) return status;
  status = guarded(message, [&] {
    (*result)->nodes->copy(*parts, rows);
    return CHNSW_OK;
  });
  if (status == CHNSW_OK) return status;
  chnsw_destroy(*result);
  *result = nullptr;
  return status;
}

void chnsw_destroy(chnsw_graph *graph) { delete graph; }

void chnsw_copy_halves(chnsw_graph *graph) { graph->space.copy_halves(); }

chnsw_status chnsw_add(chnsw_graph *graph, size_t row, char message[CHNSW_MESSAGE_SIZE]) {
  return guarded(message, [&] {
    graph->nodes->addPoint(graph->space.row(row), row);
    return CHNSW_OK;
  });
}

chnsw_status chnsw_search(const chnsw_graph *graph, const float *query, size_t count, size_t ef, uint64_t *rows,
                          size_t *found, char message[CHNSW_MESSAGE_SIZE]) {
  *found = 0;
  return guarded(message, [&] {
    // hnswlib looks among as many candidates as it is asked for; the nearest come last.
    auto candidates = graph->nodes->searchKnn(query, ef);
    while (candidates.size() > count) candidates.pop();
    *found = candidates.size();
    for (size_t i = candidates.size(); i > 0; i--) {
      rows[i - 1] = candidates.top().second;
      candidates.pop();
    }
    return CHNSW_OK;
  });
}

chnsw_parts chnsw_parts_of(const chnsw_graph *graph, uint8_t *levels) {
  const chnsw::Graph &nodes = *graph->nodes;
  size_t upper_count = 0;
  for (size_t node = 0; node < nodes.cur_element_count; node++) {
    levels[node] = (uint8_t)nodes.element_levels_[node];
    upper_count += nodes.element_levels_[node];
  }
  return chnsw_parts{(uint32_t)nodes.M_,
                     (uint32_t)nodes.ef_construction_,
                     nodes.cur_element_count,
                     nodes.enterpoint_node_,
                     (uint32_t)nodes.maxlevel_,
                     reinterpret_cast<const uint8_t *>(nodes.data_level0_memory_),
                     levels,
                     nullptr,
                     upper_count};
}

const uint8_t *chnsw_upper_links(const chnsw_graph *graph, size_t node) {
  const chnsw::Graph &nodes = *graph->nodes;
  return nodes.element_levels_[node] > 0 ? reinterpret_cast<const uint8_t *>(nodes.linkLists_[node]) : nullptr;
}
