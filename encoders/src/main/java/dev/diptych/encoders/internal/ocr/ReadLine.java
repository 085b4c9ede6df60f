package dev.diptych.encoders.internal.ocr;

/**
 * What was read in one place.
 *
 * @param text the signs; may be empty
 * @param confidence mean probability of its signs, 0 to 1
 */
record ReadLine(String text, double confidence) {}
