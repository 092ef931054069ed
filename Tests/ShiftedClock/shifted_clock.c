// Shifts the time of day that a process reads, and not its monotonic clocks: loaded by LD_PRELOAD, it takes the
// place of the C library's functions. The shift is an int64 of nanoseconds in the file TALLY_SHIFTED_CLOCK,
// and counts from the moment at which a test writes it.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t second = 1000000000;
static const volatile int64_t *shift;

__attribute__((constructor)) static void open_shift(void) {
    const char *path = getenv("TALLY_SHIFTED_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(0, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED) shift = page;
}

static struct timespec add(struct timespec time, int64_t nanoseconds) {
    int64_t sum = time.tv_sec * second + time.tv_nsec + nanoseconds;
    return (struct timespec){.tv_sec = sum / second, .tv_nsec = sum % second};
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int code = syscall(SYS_clock_gettime, clock, time);
    if (code == 0 && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        *time = add(*time, *shift);
    }
    return code;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *time = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}

// Who waits until a time of day has reckoned it from the shifted clock; the kernel goes by its own.
static struct timespec kernels(const struct timespec *time) {
    return add(*time, shift ? -*shift : 0);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict time) {
    struct timespec until = kernels(time);
    return sem_clockwait(semaphore, CLOCK_REALTIME, &until);
}

int pthread_cond_timedwait(
    pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
    const struct timespec *restrict time
) {
    // A monotonic clock counts from the machine's start: it is decades from a time of day.
    if (time->tv_sec < second) {
        return pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, time);
    }
    struct timespec until = kernels(time);
    return pthread_cond_clockwait(condition, mutex, CLOCK_REALTIME, &until);
}
