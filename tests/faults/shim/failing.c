/* Lets the n-th write below a folder fail with a chosen errno, for tests. Loaded with LD_PRELOAD.
 *
 * fault_arm(folder, n, number, lasting): count from now on; the n-th change fails (0: only count).
 * lasting: every later one fails as well, until fault_disarm().
 * A change is a write, truncation, sync, rename, new file, new folder or removal below the folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[PATH_MAX];
static size_t folder_length;
static long seen, strikes_at;
static int with, lasting, armed;
static char struck[PATH_MAX + 64];

void fault_arm(const char *below, long at, int number, int goes_on) {
    snprintf(folder, sizeof folder, "%s", below);
    folder_length = strlen(folder);
    seen = 0;
    strikes_at = at;
    with = number;
    lasting = goes_on;
    struck[0] = 0;
    armed = 1;
}

void fault_disarm(void) { armed = 0; }
long fault_seen(void) { return seen; }
const char *fault_struck(void) { return struck; }

static int below(const char *path) { return strncmp(path, folder, folder_length) == 0; }

/* Counts a change of a path; nonzero when it is to fail. */
static int strike(const char *what, const char *path) {
    if (!armed || !below(path)) return 0;
    long number = __sync_add_and_fetch(&seen, 1);
    if (strikes_at == 0 || number < strikes_at || (number > strikes_at && !lasting)) return 0;
    if (number == strikes_at) snprintf(struck, sizeof struck, "%s %s", what, path + folder_length);
    errno = with;
    return 1;
}

static int strike_file(const char *what, int file) {
    char link[64], path[PATH_MAX];
    if (!armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return strike(what, path);
}

static int strike_in(const char *what, int directory, const char *name) {
    char link[64], path[PATH_MAX * 2];
    if (!armed) return 0;
    if (name[0] == '/') return strike(what, name);
    if (directory == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    snprintf(path + length, sizeof path - (size_t)length, "/%s", name);
    return strike(what, path);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name)

#define ON_FILE(type, name, what, given, ...) \
    type name(__VA_ARGS__) { \
        REAL(type, name, __VA_ARGS__); \
        if (strike_file(what, file)) return -1; \
        return real given; \
    }

ON_FILE(ssize_t, write, "write", (file, data, length), int file, const void *data, size_t length)
ON_FILE(ssize_t, pwrite, "write", (file, data, length, at), int file, const void *data, size_t length, off_t at)
ON_FILE(ssize_t, pwrite64, "write", (file, data, length, at), int file, const void *data, size_t length, off_t at)
ON_FILE(int, ftruncate, "truncate", (file, length), int file, off_t length)
ON_FILE(int, ftruncate64, "truncate", (file, length), int file, off_t length)
ON_FILE(int, fsync, "sync", (file), int file)
ON_FILE(int, fdatasync, "sync", (file), int file)
ON_FILE(ssize_t, sendfile, "write", (file, from, at, length), int file, int from, off_t *at, size_t length)
ON_FILE(ssize_t, sendfile64, "write", (file, from, at, length), int file, int from, off_t *at, size_t length)

ssize_t copy_file_range(int from, off_t *from_at, int to, off_t *to_at, size_t length, unsigned flags) {
    REAL(ssize_t, copy_file_range, int, off_t *, int, off_t *, size_t, unsigned);
    if (strike_file("write", to)) return -1;
    return real(from, from_at, to, to_at, length, flags);
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    if (strike_in("rename", AT_FDCWD, to)) return -1;
    return real(from, to);
}

int renameat(int from_directory, const char *from, int to_directory, const char *to) {
    REAL(int, renameat, int, const char *, int, const char *);
    if (strike_in("rename", to_directory, to)) return -1;
    return real(from_directory, from, to_directory, to);
}

int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    if (strike_in("link", AT_FDCWD, to)) return -1;
    return real(from, to);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    if (strike_in("folder", AT_FDCWD, path)) return -1;
    return real(path, mode);
}

int mkdirat(int directory, const char *path, mode_t mode) {
    REAL(int, mkdirat, int, const char *, mode_t);
    if (strike_in("folder", directory, path)) return -1;
    return real(directory, path, mode);
}

/* Removing needs no room, so a full disk lets it be; a failing one does not. */
int unlink(const char *path) {
    REAL(int, unlink, const char *);
    if (with != ENOSPC && strike_in("remove", AT_FDCWD, path)) return -1;
    return real(path);
}

int unlinkat(int directory, const char *path, int flags) {
    REAL(int, unlinkat, int, const char *, int);
    if (with != ENOSPC && strike_in("remove", directory, path)) return -1;
    return real(directory, path, flags);
}

/* A file that is there needs no room to be opened; a failing disk may refuse any. */
static int is_new(int directory, const char *path) {
    return armed && (with != ENOSPC || faccessat(directory, path, F_OK, 0) != 0);
}

#define ON_OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, name, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        if (flags & O_CREAT && is_new(AT_FDCWD, path) && strike_in("new", AT_FDCWD, path)) return -1; \
        return real(path, flags, mode); \
    }

ON_OPEN(open)
ON_OPEN(open64)

#define ON_OPENAT(name) \
    int name(int directory, const char *path, int flags, ...) { \
        REAL(int, name, int, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        if (flags & O_CREAT && is_new(directory, path) && strike_in("new", directory, path)) return -1; \
        return real(directory, path, flags, mode); \
    }

ON_OPENAT(openat)
ON_OPENAT(openat64)
