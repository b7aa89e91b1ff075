// The least that a search with an index does besides searching: lists a folder with all below it, and asks for the status of every file,
// relative to open folders, on several threads. Prints how many files there are and the seconds it took.
//
//     cc -O2 -pthread stat_files.c -o stat_files && ./stat_files FOLDER [THREADS]

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FOLDERS = 1 << 16, MAX_THREADS = 256 };

// Folders are listed once, one after the other; their files are then shared out by folder.
typedef struct folder {
  char *path;
  char **names;
  size_t count, capacity;
} folder;

static folder folders[MAX_FOLDERS];
static size_t folder_count;
static atomic_size_t next_folder, file_count;

static void add_folder(const char *parent, const char *name) {
  if (folder_count == MAX_FOLDERS) return;
  char *path = malloc(strlen(parent) + strlen(name) + 2);
  sprintf(path, "%s/%s", parent, name);
  folders[folder_count++].path = path;
}

static void list(folder *its) {
  DIR *open = opendir(its->path);
  struct dirent *entry;
  while (open && (entry = readdir(open))) {
    if (entry->d_name[0] == '.') continue;
    if (entry->d_type == DT_DIR) {
      add_folder(its->path, entry->d_name);
      continue;
    }
    if (its->count == its->capacity) {
      its->capacity = its->capacity ? 2 * its->capacity : 64;
      its->names = realloc(its->names, its->capacity * sizeof *its->names);
    }
    its->names[its->count++] = strdup(entry->d_name);
  }
  if (open) closedir(open);
}

static void *ask(void *unused) {
  size_t index, found = 0;
  while ((index = atomic_fetch_add(&next_folder, 1)) < folder_count) {
    const folder *its = &folders[index];
    int descriptor = open(its->path, O_RDONLY | O_DIRECTORY);
    struct stat status;
    for (size_t i = 0; i < its->count; i++) found += fstatat(descriptor, its->names[i], &status, 0) == 0;
    close(descriptor);
  }
  atomic_fetch_add(&file_count, found);
  return unused;
}

int main(int count, char **arguments) {
  if (count < 2) return 64;
  int threads = count > 2 ? atoi(arguments[2]) : 2;
  if (threads < 1 || threads > MAX_THREADS) return 64;
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  add_folder(arguments[1], ".");
  for (size_t i = 0; i < folder_count; i++) list(&folders[i]);
  pthread_t others[MAX_THREADS];
  for (int i = 1; i < threads; i++) pthread_create(&others[i], NULL, ask, NULL);
  ask(NULL);
  for (int i = 1; i < threads; i++) pthread_join(others[i], NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  double seconds = (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
  printf("%zu files, %.4f s\n", (size_t)file_count, seconds);
  return 0;
}
