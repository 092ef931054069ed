#include <libpq-fe.h>
#include <spawn.h>

// glibc (2.29, 2.34 and 2.14) declares these only with _GNU_SOURCE, which Swift's Glibc module lacks.
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
int syncfs(int);
