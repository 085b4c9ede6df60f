package dev.diptych.encoders.internal.captioning;

/**
 * How long captions may be, in tokens, the prompt's and the start token included.
 *
 * @param least so many before the end token may come
 * @param most so many at most
 * @param endId id of the end token
 */
public record CaptionLength(int least, int most, int endId) {}
