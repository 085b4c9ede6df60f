package dev.diptych.core;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an item besides its content. Of a picture, what its file and the {@code .xmp}
 * file beside it say; of a text, where its words come from.
 *
 * @param reading by which rules, and beside which {@code .xmp} file, they were read
 * @param takenAt when the picture was taken, as the clocks showed there: no time zone
 * @param camera maker and model, {@code Canon EOS R5}; empty where it is not known
 * @param place where the picture was taken
 * @param words what the file says of the picture in words
 * @param format the format of the file
 * @param provenance where the words of a text come from
 * @param captioned which model wrote captions of a picture; empty where none did
 * @param look how the picture looks at a glance; of a text empty, as is that of a picture until an
 *     index run has seen to it
 * @param readText the text that was read in a picture; empty where nobody has looked for any
 * @param etag by which mark the server of a picture of the web knows this version of it (ETag of
 *     RFC 9110), quotes included; empty for all else, and where it sent none
 */
public record Facts(
    Reading reading,
    Optional<LocalDateTime> takenAt,
    String camera,
    Optional<Place> place,
    Words words,
    Optional<PictureFormat> format,
    Provenance provenance,
    Optional<Captioned> captioned,
    Optional<Look> look,
    Optional<ReadText> readText,
    Optional<String> etag) {

  /** No facts, and none read yet. */
  public static final Facts NONE =
      new Facts(
          Reading.NEVER,
          Optional.empty(),
          "",
          Optional.empty(),
          Words.NONE,
          Optional.empty(),
          new Provenance.Given(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Facts of what no model has written captions of, and of which no look was taken. */
  public Facts(
      Reading reading,
      Optional<LocalDateTime> takenAt,
      String camera,
      Optional<Place> place,
      Words words,
      Optional<PictureFormat> format,
      Provenance provenance) {
    this(
        reading,
        takenAt,
        camera,
        place,
        words,
        format,
        provenance,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * That a model wrote captions of a picture, however many of them were kept.
   *
   * @param captioner what wrote them, told apart from others of its name
   * @param count how many it wrote
   */
  public record Captioned(String captioner, int count) {}

  /**
   * That somebody looked for text in a picture: signs, labels, screens, pages.
   *
   * @param reader what read it, told apart from others of its name
   * @param text the lines that it was sure enough of, with line feeds between; empty where there is
   *     none
   */
  public record ReadText(String reader, String text) {}

  /**
   * What facts were read by. Facts of another reading are to be read again.
   *
   * @param rules number of the rules; 0 where none were read
   * @param sidecarMillis modification time of the {@code .xmp} file beside the picture; 0 without
   * @param sidecarBytes its size; 0 without
   */
  public record Reading(int rules, long sidecarMillis, long sidecarBytes) {

    /** Not read. */
    public static final Reading NEVER = new Reading(0, 0, 0);
  }

  /**
   * What a file says of its picture in words.
   *
   * @param title a few words; empty where there are none
   * @param description a sentence or more; empty where there is none
   * @param tags key words, distinct, in the file's order
   */
  public record Words(String title, String description, List<String> tags) {

    /** No words. */
    public static final Words NONE = new Words("", "", List.of());

    public Words {
      tags = List.copyOf(tags);
    }
  }

  /** {@return these facts, as read by others rules} */
  public Facts with(Reading other) {
    return changed(other, provenance, captioned, look, readText, etag);
  }

  /** {@return these facts, of a picture that captions were written of} */
  public Facts with(Captioned written) {
    return changed(reading, provenance, Optional.of(written), look, readText, etag);
  }

  /** {@return these facts, as words that come from there} */
  public Facts with(Provenance origin) {
    return changed(reading, origin, captioned, look, readText, etag);
  }

  /** {@return these facts of a picture that looks like this} */
  public Facts with(Look other) {
    return changed(reading, provenance, captioned, Optional.of(other), readText, etag);
  }

  /** {@return these facts of a picture in which this text was read} */
  public Facts with(ReadText other) {
    return changed(reading, provenance, captioned, look, Optional.of(other), etag);
  }

  /** {@return these facts of a picture of the web whose server marks it so, or not at all} */
  public Facts withEtag(Optional<String> mark) {
    return changed(reading, provenance, captioned, look, readText, mark);
  }

  private Facts changed(
      Reading rules,
      Provenance origin,
      Optional<Captioned> written,
      Optional<Look> seen,
      Optional<ReadText> read,
      Optional<String> mark) {
    return new Facts(
        rules, takenAt, camera, place, words, format, origin, written, seen, read, mark);
  }
}
