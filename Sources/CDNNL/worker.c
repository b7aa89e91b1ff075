// What a thread needs to apply layers.

#include "layer.h"

#include <stdlib.h>

#if CDNNL_HAS_HEADERS

cdnnl_status cdnnl_worker_create(int threads, cdnnl_worker **worker, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library;
  cdnnl_status status = cdnnl_open(&library, message);
  if (status != CDNNL_OK) return status;
  cdnnl_worker *made = calloc(1, sizeof *made);
  if (!made) return cdnnl_out_of_memory(message);
  made->library = library;
  made->threads = threads;
  TRY("a stream", library->dnnl_stream_create(&made->stream, library->engine, dnnl_stream_default_flags));
  *worker = made;
  return CDNNL_OK;
end:
  free(made);
  return status;
}

void cdnnl_worker_destroy(cdnnl_worker *worker) {
  if (!worker) return;
  worker->library->dnnl_stream_destroy(worker->stream);
  for (int index = 0; worker->panel_workers && index < worker->threads; index++) {
    cdnnl_worker_destroy(worker->panel_workers[index]);
  }
  if (worker->weights) worker->library->dnnl_memory_destroy(worker->weights);
  free(worker->panel_workers);
  free(worker->weights_room.bytes);
  free(worker->scratch.bytes);
  free(worker);
}

int cdnnl_reserve(cdnnl_room *room, size_t size) {
  enum { ALIGNMENT = 64 };
  if (size <= room->size) return 1;
  free(room->bytes);
  room->bytes = aligned_alloc(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  room->size = room->bytes ? size : 0;
  return room->bytes != NULL;
}

void cdnnl_use_threads(const cdnnl_worker *worker) {
  if (worker->library->set_thread_count) worker->library->set_thread_count(worker->threads);
}

#else

cdnnl_status cdnnl_worker_create(int threads, cdnnl_worker **worker, char message[CDNNL_MESSAGE_SIZE]) {
  (void)threads, (void)worker;
  return cdnnl_check(message);
}

void cdnnl_worker_destroy(cdnnl_worker *worker) { (void)worker; }

#endif
