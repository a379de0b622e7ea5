/*
 * The loop of bench/zerocopy/replicate.ts for one replica in C: send(2) with or without
 * MSG_ZEROCOPY, from the same memory in the same order, until every buffer is back. As there: send
 * until the socket or the memory has no more room, read the error queue to its end, sleep in
 * epoll_wait(2), edge-triggered, where neither brought anything.
 *
 * Built for each run by bench/native.ts; called through ffi/native_send.ts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <time.h>

/* after time.h, which it needs */
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAIT_MS = 20, WAITS_MAX = 250, CONTROL_BYTES = 256, IN_FLIGHT_MAX = 4096 };

struct native_send {
	int fd;
	int epoll_fd;
	int zero_copy;
	uint32_t payload_bytes;
	const unsigned char *memory;
	uint64_t memory_bytes;
	/* Of the stream. Sent and not returned lies in the memory, and may be read by the kernel. */
	uint64_t sent_bytes;
	uint64_t returned_bytes;
	/* By send, for those in flight: how much each took, and whether it is done. */
	uint32_t sizes[IN_FLIGHT_MAX];
	unsigned char is_done[IN_FLIGHT_MAX];
	uint32_t next;
	uint32_t oldest;
	uint32_t copied;
};

void native_send_close(struct native_send *loop)
{
	if (loop->epoll_fd >= 0)
		close(loop->epoll_fd);
	free(loop);
}

/*
 * The socket is connected and borrowed; so is the memory, a whole number of payloads. Returns NULL
 * where memory or descriptors run out, or SO_ZEROCOPY is refused. The caller closes it.
 */
struct native_send *native_send_open(int fd, const void *memory, uint64_t memory_bytes,
				     uint32_t payload_bytes, int zero_copy)
{
	struct native_send *loop = calloc(1, sizeof(*loop));
	struct epoll_event event = { .events = EPOLLOUT | EPOLLET };
	int on = 1;

	if (loop == NULL)
		return NULL;
	loop->fd = fd;
	loop->memory = memory;
	loop->memory_bytes = memory_bytes;
	loop->payload_bytes = payload_bytes;
	loop->zero_copy = zero_copy;
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0 || epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ||
	    (zero_copy && setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof(on)) < 0)) {
		native_send_close(loop);
		return NULL;
	}
	return loop;
}

/* Sends that the kernel completed and copied all the same. */
uint32_t native_send_copied(const struct native_send *loop)
{
	return loop->copied;
}

/* Ranges can come out of order, and twice would be wrong; buffers go back as a prefix. */
static int take_range(struct native_send *loop, const struct sock_extended_err *error)
{
	uint32_t low = error->ee_info;
	uint32_t count = error->ee_data - low + 1;

	if (low - loop->oldest + count > loop->next - loop->oldest)
		return -EPROTO;
	if (error->ee_code & SO_EE_CODE_ZEROCOPY_COPIED)
		loop->copied += count;
	for (uint32_t index = 0; index < count; index++)
		loop->is_done[(low + index) % IN_FLIGHT_MAX] = 1;
	while (loop->oldest != loop->next && loop->is_done[loop->oldest % IN_FLIGHT_MAX]) {
		loop->is_done[loop->oldest % IN_FLIGHT_MAX] = 0;
		loop->returned_bytes += loop->sizes[loop->oldest++ % IN_FLIGHT_MAX];
	}
	return 0;
}

static int read_error_queue(struct native_send *loop)
{
	unsigned char control[CONTROL_BYTES];
	struct msghdr message;

	for (;;) {
		memset(&message, 0, sizeof(message));
		message.msg_control = control;
		message.msg_controllen = sizeof(control);
		if (recvmsg(loop->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
			if (errno == EINTR)
				continue;
			return errno == EAGAIN ? 0 : -errno;
		}
		for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part != NULL;
		     part = CMSG_NXTHDR(&message, part)) {
			const struct sock_extended_err *error = (const void *)CMSG_DATA(part);
			int result;

			if (part->cmsg_level != SOL_IP || part->cmsg_type != IP_RECVERR)
				continue;
			if (error->ee_origin != SO_EE_ORIGIN_ZEROCOPY || error->ee_errno != 0)
				return -EPROTO;
			result = take_range(loop, error);
			if (result < 0)
				return result;
		}
	}
}

/* Sends up to `goal` while there is room. Returns 0, or a negated errno. */
static int send_what_fits(struct native_send *loop, uint64_t goal)
{
	int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (loop->zero_copy ? MSG_ZEROCOPY : 0);

	while (loop->sent_bytes < goal) {
		uint64_t within = loop->sent_bytes % loop->payload_bytes;
		uint64_t at = loop->sent_bytes % loop->memory_bytes;
		ssize_t sent;

		if (loop->next - loop->oldest == IN_FLIGHT_MAX ||
		    loop->sent_bytes - within + loop->payload_bytes - loop->returned_bytes >
			    loop->memory_bytes)
			return 0;
		sent = send(loop->fd, loop->memory + at, loop->payload_bytes - within, flags);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return errno == EAGAIN || errno == ENOBUFS ? 0 : -errno;
		loop->sent_bytes += (uint64_t)sent;
		if (loop->zero_copy)
			loop->sizes[loop->next++ % IN_FLIGHT_MAX] = (uint32_t)sent;
		else
			loop->returned_bytes += (uint64_t)sent;
	}
	return 0;
}

/* Sends so many payloads, and waits until the last buffer is back. Returns 0, or -errno. */
int native_send_run(struct native_send *loop, uint32_t payloads)
{
	uint64_t goal = loop->sent_bytes + (uint64_t)payloads * loop->payload_bytes;
	struct epoll_event event;

	for (int waits = 0; loop->returned_bytes < goal;) {
		uint64_t before = loop->returned_bytes;
		int result = send_what_fits(loop, goal);

		if (result == 0 && loop->oldest != loop->next)
			result = read_error_queue(loop);
		if (result < 0)
			return result;
		if (loop->returned_bytes >= goal)
			return 0;
		if (loop->zero_copy && loop->returned_bytes > before)
			continue;
		if (waits++ == WAITS_MAX)
			return -ETIMEDOUT;
		if (epoll_wait(loop->epoll_fd, &event, 1, WAIT_MS) < 0 && errno != EINTR)
			return -errno;
	}
	return 0;
}
