/*
 * The consumer of bench/consumers in C, over libbpf's ring_buffer__consume: what is left when no
 * JavaScript is in the way. Reads the same words of each record and makes the same checks.
 *
 * Built for each run by bench/native.ts; called through ffi/native_loop.ts.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* bpf/libbpf.h, as far as it is used here: the header itself need not be installed. */
struct ring_buffer;
typedef int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size);
extern struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb, void *ctx,
                                            const void *opts);
extern void ring_buffer__free(struct ring_buffer *rb);
extern int ring_buffer__consume(struct ring_buffer *rb);

/* The cells of bench/consumers/tally.ts, in that order. */
enum { RECORDS, BYTES, SUM, WRONG, SEQUENCE, CELLS };
enum { SAMPLED_WORD = 2 };

struct native_loop {
	struct ring_buffer *ring;
	uint32_t tally[CELLS];
};

static int touch(void *ctx, void *data, size_t size)
{
	uint32_t *tally = ctx;
	const uint32_t *words = data;

	tally[WRONG] |= words[0] ^ tally[SEQUENCE];
	tally[WRONG] |= words[((size >> 3) << 1) - 2] ^ ~tally[SEQUENCE];
	tally[SUM] += words[SAMPLED_WORD];
	tally[SEQUENCE]++;
	tally[BYTES] += size;
	tally[RECORDS]++;
	return 0;
}

static int parse(void *ctx, void *data, size_t size)
{
	uint32_t *tally = ctx;
	const uint32_t *words = data;
	size_t count = size >> 2;
	uint32_t sum = 0;

	tally[WRONG] |= words[0] ^ tally[SEQUENCE];
	for (size_t word = 0; word < count; word++)
		sum += words[word];
	tally[SUM] += sum;
	tally[SEQUENCE]++;
	tally[BYTES] += size;
	tally[RECORDS]++;
	return 0;
}

/* Returns NULL where libbpf cannot map the ring. The caller closes it. */
struct native_loop *native_open(int map_fd, int parses)
{
	struct native_loop *loop = calloc(1, sizeof(*loop));

	if (!loop)
		return NULL;
	loop->ring = ring_buffer__new(map_fd, parses ? parse : touch, loop->tally, NULL);
	if (loop->ring)
		return loop;
	free(loop);
	return NULL;
}

/* The cells of the tally; valid until the loop is closed. */
uint32_t *native_tally(struct native_loop *loop)
{
	return loop->tally;
}

/* Consumes all that is ready. Returns libbpf's count, or -errno. */
int native_drain(struct native_loop *loop)
{
	loop->tally[RECORDS] = loop->tally[BYTES] = loop->tally[SUM] = loop->tally[WRONG] = 0;
	return ring_buffer__consume(loop->ring);
}

void native_close(struct native_loop *loop)
{
	ring_buffer__free(loop->ring);
	free(loop);
}
