/*
 * Stands between a till and its disk (LD_PRELOAD). Counts what goes to a database's files, when it reached
 * the disk, and what was answered before that; fails writes when it is told to. TILL_DISK names a file of
 * eight 64-bit numbers, shared with the test:
 *   0 writes to a write-ahead log, 1 of its syncs, 2 answers with status 200, 3 of these while something
 *   written was not synced, 4 the error with which writes fail from now on (0: none), 5 how many writes
 *   still pass before that, 6 how many failed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static volatile int64_t *counts;
static volatile int unsynced;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_sendmsg)(int, const struct msghdr *, int);
static int (*real_fdatasync)(int);
static int (*real_fsync)(int);

__attribute__((constructor)) static void begin(void) {
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_writev = dlsym(RTLD_NEXT, "writev");
  real_sendmsg = dlsym(RTLD_NEXT, "sendmsg");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  const char *path = getenv("TILL_DISK");
  int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) return;
  void *shared = mmap(NULL, 64, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (shared != MAP_FAILED) counts = shared;
}

static void add(int which) { __atomic_fetch_add(&counts[which], 1, __ATOMIC_SEQ_CST); }

/* 2: the log of a database, 1: the database itself, 0: anything else. */
static int kind(int fd) {
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 4) return 0;
  path[length] = 0;
  if (!strcmp(path + length - 4, "-wal")) return 2;
  return !strcmp(path + length - 3, ".db");
}

static ssize_t put(int fd, const void *data, size_t size, off_t at) {
  int what = counts ? kind(fd) : 0;
  if (what && counts[4] && counts[5]-- <= 0) {
    add(6);
    /* A full disk takes the first half of what it can no longer hold. */
    if (size > 1) real_pwrite(fd, data, size / 2, at);
    errno = (int)counts[4];
    return -1;
  }
  if (what == 2) {
    add(0);
    unsynced = 1;
  }
  return real_pwrite(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return put(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return put(fd, data, size, at); }

static int synced(int fd, int result) {
  if (counts && result == 0 && kind(fd) == 2) {
    add(1);
    unsynced = 0;
  }
  return result;
}

int fdatasync(int fd) { return synced(fd, real_fdatasync(fd)); }
int fsync(int fd) { return synced(fd, real_fsync(fd)); }

static void answered(const void *data, size_t size) {
  if (!counts || size < 12 || memcmp(data, "HTTP/1.1 200", 12)) return;
  add(2);
  if (unsynced) add(3);
}

ssize_t write(int fd, const void *data, size_t size) {
  answered(data, size);
  return real_write(fd, data, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (count > 0) answered(parts[0].iov_base, parts[0].iov_len);
  return real_writev(fd, parts, count);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  if (message->msg_iovlen > 0) answered(message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
  return real_sendmsg(fd, message, flags);
}
