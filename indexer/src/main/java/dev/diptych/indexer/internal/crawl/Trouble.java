package dev.diptych.indexer.internal.crawl;

import dev.diptych.indexer.SkipGroup;

/**
 * Something a crawl met and cannot hand on.
 *
 * @param source its URI
 * @param reason why, in a sentence without a full stop
 * @param group how much people have to care
 * @param kind of a side file, what to count it under; else empty
 * @param repeated whether it is met under another name in the same crawl, so that the index needs
 *     nothing of this one, nor of what lies below it
 */
public record Trouble(
    String source, String reason, SkipGroup group, String kind, boolean repeated) {}
