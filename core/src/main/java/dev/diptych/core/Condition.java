package dev.diptych.core;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What an item must be to be found, besides near to the query. An item of which a fact is not known
 * does not meet a condition on that fact, and meets its {@link Not}. Names are compared without
 * regard to case.
 */
public sealed interface Condition {

  /**
   * Lies in a folder or below it.
   *
   * @param name a path from the root ({@code /photos/2024}), or one or several whole names in a row
   *     from anywhere in a path ({@code holiday}, {@code 2024/june}); a {@code *} at the end stands
   *     for the rest of a name
   */
  record Folder(String name) implements Condition {}

  /**
   * Comes from a file of this name, with its row where it has one.
   *
   * @param name the whole name, or a beginning followed by {@code *}, or a file URI
   */
  record FromSource(String name) implements Condition {}

  /**
   * Has this key word.
   *
   * @param name the whole key word, or a beginning followed by {@code *}
   */
  record Tag(String name) implements Condition {}

  /**
   * Was taken with this camera.
   *
   * @param name whole words of its maker and model in a row: {@code canon}, {@code eos r5}
   */
  record Camera(String name) implements Condition {}

  /**
   * Was taken within a time, as clocks showed there.
   *
   * @param from the first moment; empty for any before
   * @param until the first moment after it; empty for any later one
   */
  record Taken(Optional<LocalDateTime> from, Optional<LocalDateTime> until) implements Condition {

    public Taken {
      if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "a time must end after it begins, but %s is not before %s"
                .formatted(from.get(), until.get()));
      }
    }
  }

  /**
   * Was taken near a point.
   *
   * @param centre the point
   * @param metres the radius, more than 0 and at most half around the Earth
   */
  record Near(Place centre, double metres) implements Condition {

    private static final double MOST = 20_040_000;

    public Near {
      if (!(metres > 0 && metres <= MOST)) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "a radius must be more than 0 and at most %s metres, but was %s"
                .formatted((long) MOST, metres));
      }
    }
  }

  /**
   * Has a size within these bounds, pixels of the upright picture.
   *
   * @param side which side is measured
   * @param least at least so many
   * @param most at most so many
   */
  record Pixels(Side side, int least, int most) implements Condition {

    /** A side of a picture. */
    public enum Side {
      WIDTH,
      HEIGHT
    }

    public Pixels {
      if (least < 0 || least > most) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "a range of pixels must begin at 0 or more and end no earlier than it begins, but was %s to %s"
                .formatted(least, most));
      }
    }
  }

  /** Stands or lies. */
  record Oriented(Orientation orientation) implements Condition {

    /** Which way the longer side of a picture runs. */
    public enum Orientation {
      LANDSCAPE,
      PORTRAIT,
      SQUARE
    }
  }

  /** Is a picture file of this format. */
  record OfFormat(PictureFormat format) implements Condition {}

  /** Is a picture with words of its own, such as a caption. */
  record HasCaption() implements Condition {}

  /** Is a picture in which text was read. */
  record HasText() implements Condition {}

  /** Is an image, or is a text. */
  record OfModality(Modality modality) implements Condition {}

  /**
   * Does not meet a condition.
   *
   * @param condition the one not to be met
   */
  record Not(Condition condition) implements Condition {}

  /**
   * Meets at least one of several conditions.
   *
   * @param conditions at least one
   */
  record AnyOf(List<Condition> conditions) implements Condition {

    public AnyOf {
      conditions = List.copyOf(conditions);
      if (conditions.isEmpty()) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "any of several conditions needs at least one, but has none");
      }
    }
  }
}
