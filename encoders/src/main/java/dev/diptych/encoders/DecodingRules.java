package dev.diptych.encoders;

import java.time.Duration;

/**
 * How much a {@link DecodingPool} takes on.
 *
 * @param threads pictures decoded at once, at least 1
 * @param queue pictures that may wait for a thread
 * @param patience how long one waits for a thread, and again for memory, before it is refused
 * @param processorTime how long one may be decoded, in the processor's time
 */
record DecodingRules(int threads, int queue, Duration patience, Duration processorTime) {}
