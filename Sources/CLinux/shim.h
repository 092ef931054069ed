#ifndef TALLY_CLINUX_SHIM_H
#define TALLY_CLINUX_SHIM_H

/* What the Glibc module of Swift leaves out: epoll, eventfd, signalfd and accept4. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

/* struct epoll_event is packed and holds a union; both import oddly, so Swift only ever sees the
 * mask and the 64 bits of data through these functions, and allocates by clinux_epoll_event_size. */
static inline int clinux_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t data) {
    struct epoll_event event;
    event.events = events;
    event.data.u64 = data;
    return epoll_ctl(epoll, operation, fd, &event);
}

static inline unsigned long clinux_epoll_event_size(void) { return sizeof(struct epoll_event); }

static inline int clinux_epoll_wait(int epoll, void *events, int count, int milliseconds) {
    return epoll_wait(epoll, (struct epoll_event *)events, count, milliseconds);
}

static inline uint32_t clinux_epoll_mask(const void *events, int index) {
    return ((const struct epoll_event *)events)[index].events;
}

static inline uint64_t clinux_epoll_data(const void *events, int index) {
    return ((const struct epoll_event *)events)[index].data.u64;
}

/* EPOLLET is bit 31 and EPOLLIN an enumerator: constants of one unsigned type. */
static const uint32_t clinux_epollin = EPOLLIN;
static const uint32_t clinux_epollout = EPOLLOUT;
static const uint32_t clinux_epollrdhup = EPOLLRDHUP;
static const uint32_t clinux_epollerr = EPOLLERR;
static const uint32_t clinux_epollhup = EPOLLHUP;
static const uint32_t clinux_epollet = (uint32_t)EPOLLET;

static inline int clinux_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int clinux_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

#endif
