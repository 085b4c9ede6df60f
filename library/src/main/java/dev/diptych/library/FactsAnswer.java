package dev.diptych.library;

import dev.diptych.core.Facts;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.Place;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an item besides its content, as scripts read it.
 *
 * @param takenAt when the picture was taken, as clocks showed there: {@code 2024-06-03T12:30:00}
 * @param camera maker and model
 * @param latitude degrees, north positive
 * @param longitude degrees, east positive
 * @param place what the file calls the place
 * @param title a few words
 * @param description a sentence or more
 * @param tags key words
 * @param format {@code jpeg}, {@code png}, ...
 * @param text what was read in the picture, rows with line feeds between; empty where there is
 *     none, null where nobody has looked
 */
public record FactsAnswer(
    @Nullable String takenAt,
    @Nullable String camera,
    @Nullable Double latitude,
    @Nullable Double longitude,
    @Nullable String place,
    @Nullable String title,
    @Nullable String description,
    List<String> tags,
    @Nullable String format,
    @Nullable String text) {

  /** These facts in this form. */
  public static FactsAnswer of(Facts facts) {
    @Nullable Place place = facts.place().orElse(null);
    return new FactsAnswer(
        facts.takenAt().map(DateTimeFormatter.ISO_LOCAL_DATE_TIME::format).orElse(null),
        orNull(facts.camera()),
        place == null ? null : place.latitude(),
        place == null ? null : place.longitude(),
        place == null ? null : orNull(place.name()),
        orNull(facts.words().title()),
        orNull(facts.words().description()),
        facts.words().tags(),
        facts.format().map(PictureFormat::label).orElse(null),
        facts.readText().map(Facts.ReadText::text).orElse(null));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
