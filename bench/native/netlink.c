/*
 * The consumer `touch` of bench/consumers/cursor.ts in C, over recvmmsg(2): what is left when no
 * JavaScript is in the way. Reads the same words of each record and makes the same checks.
 *
 * Built for each run by bench/native.ts; called through ffi/native_loop.ts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The cells of bench/consumers/tally.ts, in that order. */
enum { RECORDS, BYTES, SUM, WRONG, SEQUENCE, CELLS };
enum { SAMPLED_WORD = 2 };

struct native_loop {
	int fd;
	uint32_t batch;
	uint32_t tally[CELLS];
	struct mmsghdr *messages;
	struct iovec *pieces;
	unsigned char *buffers;
};

void native_close(struct native_loop *loop)
{
	free(loop->messages);
	free(loop->pieces);
	free(loop->buffers);
	free(loop);
}

/* Returns NULL where memory runs out. The caller closes it. */
struct native_loop *native_open(int fd, uint32_t buffer_bytes, uint32_t batch)
{
	struct native_loop *loop = calloc(1, sizeof(*loop));

	if (loop == NULL)
		return NULL;
	loop->fd = fd;
	loop->batch = batch;
	loop->messages = calloc(batch, sizeof(*loop->messages));
	loop->pieces = calloc(batch, sizeof(*loop->pieces));
	loop->buffers = calloc(batch, buffer_bytes);
	if (loop->messages == NULL || loop->pieces == NULL || loop->buffers == NULL) {
		native_close(loop);
		return NULL;
	}
	for (uint32_t index = 0; index < batch; index++) {
		loop->pieces[index].iov_base = loop->buffers + (size_t)index * buffer_bytes;
		loop->pieces[index].iov_len = buffer_bytes;
		loop->messages[index].msg_hdr.msg_iov = &loop->pieces[index];
		loop->messages[index].msg_hdr.msg_iovlen = 1;
	}
	return loop;
}

uint32_t *native_tally(struct native_loop *loop)
{
	return loop->tally;
}

static void touch(uint32_t *tally, const uint32_t *words, size_t size)
{
	tally[WRONG] |= words[0] ^ tally[SEQUENCE];
	tally[WRONG] |= words[((size >> 3) << 1) - 2] ^ ~tally[SEQUENCE];
	tally[SUM] += words[SAMPLED_WORD];
	tally[SEQUENCE]++;
	tally[BYTES] += size;
	tally[RECORDS]++;
}

/* Takes all that is ready. Returns how many records, or a negated errno. */
int native_drain(struct native_loop *loop)
{
	memset(loop->tally, 0, SEQUENCE * sizeof(loop->tally[0]));
	for (;;) {
		int count = recvmmsg(loop->fd, loop->messages, loop->batch, MSG_DONTWAIT, NULL);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 && errno != EAGAIN)
			return -errno;
		if (count <= 0)
			return (int)loop->tally[RECORDS];
		for (int index = 0; index < count; index++)
			touch(loop->tally, loop->pieces[index].iov_base, loop->messages[index].msg_len);
	}
}
