package dev.diptych.testkit.odd;

import java.nio.file.Path;

/**
 * A text of a caption file that is skipped.
 *
 * @param file the caption file
 * @param fragment which of its texts, as {@code #row=3}
 * @param reason a part of what is said of it
 */
public record OddRow(Path file, String fragment, String reason) {}
