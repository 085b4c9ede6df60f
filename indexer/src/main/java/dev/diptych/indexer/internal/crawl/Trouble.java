package dev.diptych.indexer.internal.crawl;

/**
 * Something a crawl met and cannot hand on.
 *
 * @param source its URI
 * @param reason why, in a sentence without a full stop
 */
public record Trouble(String source, String reason) {}
