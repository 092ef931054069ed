#ifndef TALLY_CLINUX_SHIM_H
#define TALLY_CLINUX_SHIM_H

/* What the Glibc module of Swift leaves out: epoll, eventfd, signalfd and accept4. */
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
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

/* Declared here: with _GNU_SOURCE, which sys/socket.h wants for it, fd_set and others would differ from
 * those of the Glibc module. */
extern int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);

static inline int clinux_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/* MSG_NOSIGNAL and SHUT_WR are both enumerators and macros, which import differently by module. */
static inline ssize_t clinux_send(int socket, const void *bytes, size_t count) {
    return send(socket, bytes, count, MSG_NOSIGNAL);
}

static inline int clinux_shutdown_write(int socket) { return shutdown(socket, SHUT_WR); }

static inline int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

/* Names the calling thread; at most 15 bytes count. */
static inline int clinux_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

static inline int clinux_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

#endif
