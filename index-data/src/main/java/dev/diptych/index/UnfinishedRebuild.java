package dev.diptych.index;

import java.time.Instant;
import java.util.Optional;

/**
 * A rebuild that was begun and has not finished: under way in some process, stopped or killed. No
 * reader sees it.
 *
 * @param generation number of its generation
 * @param spec what it is made for; empty where that cannot be read
 * @param begun when it was begun; empty where that cannot be read
 * @param items committed items
 * @param bytes what it takes on disk
 */
public record UnfinishedRebuild(
    int generation, Optional<IndexSpec> spec, Optional<Instant> begun, long items, long bytes) {}
