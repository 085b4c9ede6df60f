package dev.diptych.indexer;

/**
 * How many there are of one kind.
 *
 * @param kind what they are, such as {@code .xmp} or {@code @eaDir}
 * @param count how many, at least 1
 */
public record KindCount(String kind, long count) {}
