package dev.diptych.searcher;

import dev.diptych.core.Condition;
import dev.diptych.core.Modality;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Conditions as people write them: the way back from {@link ConditionNotation}. */
final class ConditionText {

  private ConditionText() {}

  /** {@return the condition, such as {@code -tag:"New York"}} */
  static String of(Condition condition) {
    return switch (condition) {
      case Condition.Not not -> "-" + of(not.condition());
      case Condition.AnyOf any -> {
        String key = key(any.conditions().getFirst());
        yield key
            + any.conditions().stream()
                .map(each -> of(each).substring(key.length()))
                .collect(Collectors.joining(","));
      }
      default -> key(condition) + value(condition);
    };
  }

  private static String key(Condition condition) {
    String text = value(condition);
    return switch (condition) {
      case Condition.Folder _ -> "folder:";
      case Condition.FromSource _ -> "source:";
      case Condition.Tag _ -> "tag:";
      case Condition.Camera _ -> "camera:";
      case Condition.Taken _ -> text.equals("date") ? "has:" : "taken:";
      case Condition.Near near -> near.centre().name().isEmpty() ? "near:" : "place:";
      case Condition.Pixels pixels -> pixels.side().name().toLowerCase(Locale.ROOT) + ":";
      case Condition.Oriented _ -> "orientation:";
      case Condition.OfFormat _ -> "format:";
      case Condition.HasCaption _, Condition.HasText _ -> "has:";
      case Condition.OfModality _ -> "type:";
      case Condition.Not not -> "-" + key(not.condition());
      case Condition.AnyOf any -> key(any.conditions().getFirst());
    };
  }

  private static String value(Condition condition) {
    return switch (condition) {
      case Condition.Folder(String name) -> quoted(name);
      case Condition.FromSource(String name) -> quoted(name);
      case Condition.Tag(String name) -> quoted(name);
      case Condition.Camera(String name) -> quoted(name);
      case Condition.Taken taken -> time(taken);
      case Condition.Near near -> place(near);
      case Condition.Pixels pixels -> range(pixels.least(), pixels.most());
      case Condition.Oriented(Condition.Oriented.Orientation way) ->
          way.name().toLowerCase(Locale.ROOT);
      case Condition.OfFormat format -> format.format().label();
      case Condition.HasCaption _ -> "caption";
      case Condition.HasText _ -> "text";
      case Condition.OfModality(Modality modality) -> modality.name().toLowerCase(Locale.ROOT);
      case Condition.Not not -> value(not.condition());
      case Condition.AnyOf any -> value(any.conditions().getFirst());
    };
  }

  private static String quoted(String name) {
    boolean plain = name.chars().noneMatch(c -> Character.isWhitespace(c) || c == ',');
    return plain ? name : '"' + name + '"';
  }

  private static String time(Condition.Taken taken) {
    if (taken.from().isEmpty() && taken.until().isEmpty()) {
      return "date";
    }
    Optional<LocalDate> last = taken.until().map(until -> until.minusNanos(1).toLocalDate());
    Optional<LocalDate> first = taken.from().map(LocalDateTime::toLocalDate);
    if (first.isPresent() && last.isPresent()) {
      return days(first.get(), last.get());
    }
    return first.map(LocalDate::toString).orElse("")
        + ".."
        + last.map(LocalDate::toString).orElse("");
  }

  /** A day, a month, a year where it is one, else a range. */
  private static String days(LocalDate first, LocalDate last) {
    if (first.equals(last)) {
      return first.toString();
    }
    if (first.getDayOfYear() == 1 && last.equals(first.plusYears(1).minusDays(1))) {
      return Integer.toString(first.getYear());
    }
    return first.getDayOfMonth() == 1 && last.equals(first.plusMonths(1).minusDays(1))
        ? first.toString().substring(0, "2024-06".length())
        : first + ".." + last;
  }

  private static String place(Condition.Near near) {
    String distance =
        near.metres() % 1000 == 0
            ? "%skm".formatted((long) near.metres() / 1000)
            : "%sm".formatted((long) near.metres());
    return near.centre().name().isEmpty()
        ? "%s,%s,%s".formatted(near.centre().latitude(), near.centre().longitude(), distance)
        : '"' + near.centre().name() + ", " + distance + '"';
  }

  private static String range(int least, int most) {
    if (least == most) {
      return Integer.toString(least);
    }
    return (least == 0 ? "" : least) + ".." + (most == Integer.MAX_VALUE ? "" : most);
  }
}
