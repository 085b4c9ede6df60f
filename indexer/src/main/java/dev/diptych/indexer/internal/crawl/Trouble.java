package dev.diptych.indexer.internal.crawl;

/**
 * Something a crawl met and cannot hand on.
 *
 * @param source its URI
 * @param reason why, in a sentence without a full stop
 * @param repeated whether it is met under another name in the same crawl, so that the index needs
 *     nothing of this one, nor of what lies below it
 */
public record Trouble(String source, String reason, boolean repeated) {}
