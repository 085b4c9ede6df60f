package dev.diptych.encoders.internal.facts;

import dev.diptych.core.Facts;
import dev.diptych.core.Place;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * What one block of metadata says; the members are those of {@link Facts}.
 *
 * @param takenAt when
 * @param camera by what, empty for nothing
 * @param place where
 * @param words in words
 */
record Said(
    Optional<LocalDateTime> takenAt, String camera, Optional<Place> place, Facts.Words words) {

  static final Said NOTHING = new Said(Optional.empty(), "", Optional.empty(), Facts.Words.NONE);
}
