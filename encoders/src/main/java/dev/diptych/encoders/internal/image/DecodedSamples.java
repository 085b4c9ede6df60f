package dev.diptych.encoders.internal.image;

/**
 * A decoded picture, upright, and the size that its file gives it.
 *
 * @param samples the pixels; fewer than the file has where a large picture was decoded smaller
 * @param width pixels from left to right in the file, turned upright
 * @param height pixels from top to bottom in the file, turned upright
 */
public record DecodedSamples(RgbSamples samples, int width, int height) {}
