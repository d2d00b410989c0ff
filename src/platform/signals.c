// SPDX-License-Identifier: Apache-2.0
#include "platform/signals.h"
#include "base/check.h"
#include "platform/os_error_private.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static sigset_t stop_set(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

Status stop_signal_init(StopSignal *stop, Error *error) {
    sigset_t set = stop_set();
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    CHECK(sigaction(SIGPIPE, &ignore, NULL) == 0);
    CHECK(sigaction(SIGXFSZ, &ignore, NULL) == 0);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0) {
        return os_error(error, errno, "watch", "signals");
    }
    *stop = (StopSignal){.fd = fd};
    return STATUS_OK;
}

void stop_signal_release(StopSignal *stop) {
    close(stop->fd);
    sigset_t set = stop_set();
    CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
    *stop = (StopSignal){.fd = -1};
}

bool stop_signal_is_raised(StopSignal *stop) {
    struct signalfd_siginfo about;
    if (!stop->is_raised && read(stop->fd, &about, sizeof about) == (ssize_t)sizeof about) {
        stop->is_raised = true;
    }
    return stop->is_raised;
}

bool stop_signal_wait(StopSignal *stop, int timeout_ms) {
    if (!stop->is_raised) {
        struct pollfd watched = {.fd = stop->fd, .events = POLLIN};
        poll(&watched, 1, timeout_ms);
    }
    return stop_signal_is_raised(stop);
}
