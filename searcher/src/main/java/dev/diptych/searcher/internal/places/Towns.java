package dev.diptych.searcher.internal.places;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.core.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * All towns, by name and by place. Loaded when first asked for, in about half a second; holds about
 * 25 MB from then on. Thread-safe.
 */
public final class Towns {

  /** How far a point may be from a town and still be said to be there. */
  public static final double FARTHEST_METRES = 50_000;

  private static final double EARTH_METRES = 6_371_000;

  private static final Pattern MARKS = Pattern.compile("\\p{M}");

  /** A way to write a town's name, and which town that is. */
  private record Spelling(String folded, int town) {}

  private static final class Loaded {
    static final Towns TOWNS = new Towns(read());
  }

  /** From south to north. */
  private final List<Town> towns;

  private final double[] latitudes;

  /** By spelling; of the same spelling the largest town first. */
  private final String[] spellings;

  private final int[] spelled;

  private Towns(List<Spelled> read) {
    this.towns = read.stream().map(Spelled::town).toList();
    this.latitudes = towns.stream().mapToDouble(town -> town.centre().latitude()).toArray();
    List<Spelling> all = new ArrayList<>();
    for (int town = 0; town < read.size(); town++) {
      for (String name : read.get(town).names()) {
        all.add(new Spelling(fold(name), town));
      }
    }
    all.sort(
        Comparator.comparing(Spelling::folded)
            .thenComparingInt(each -> -towns.get(each.town()).population()));
    this.spellings = all.stream().map(Spelling::folded).toArray(String[]::new);
    this.spelled = all.stream().mapToInt(Spelling::town).toArray();
  }

  /** {@return all towns} */
  public static Towns all() {
    return Loaded.TOWNS;
  }

  /** {@return each, from south to north} */
  List<Town> towns() {
    return towns;
  }

  /**
   * {@return the largest town of this name, in any of its spellings, without regard to case and
   * accents}
   *
   * @param country two letters; empty for any
   */
  public Optional<Town> named(String name, String country) {
    String folded = fold(name);
    int at = Arrays.binarySearch(spellings, folded);
    while (at > 0 && spellings[at - 1].equals(folded)) {
      at--;
    }
    for (; at >= 0 && at < spellings.length && spellings[at].equals(folded); at++) {
      Town town = towns.get(spelled[at]);
      if (country.isEmpty() || town.country().equalsIgnoreCase(country)) {
        return Optional.of(town);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return the names of the largest towns that begin so, without repetition}
   *
   * @param most how many
   */
  public List<String> beginning(String beginning, int most) {
    String folded = fold(beginning);
    int at = Arrays.binarySearch(spellings, folded);
    int from = at < 0 ? -at - 1 : at;
    List<Town> found = new ArrayList<>();
    for (int i = from; i < spellings.length && spellings[i].startsWith(folded); i++) {
      found.add(towns.get(spelled[i]));
    }
    return found.stream()
        .distinct()
        .sorted(Comparator.comparingInt(Town::population).reversed())
        .limit(most)
        .map(Town::title)
        .toList();
  }

  /** {@return the nearest town within {@value #FARTHEST_METRES} metres} */
  public Optional<Town> nearest(double latitude, double longitude) {
    int at = Arrays.binarySearch(latitudes, latitude);
    int north = at < 0 ? -at - 1 : at;
    int south = north - 1;
    double best = FARTHEST_METRES;
    int nearest = -1;
    while (true) {
      double toNorth = north < towns.size() ? gap(latitudes[north], latitude) : Double.MAX_VALUE;
      double toSouth = south >= 0 ? gap(latitude, latitudes[south]) : Double.MAX_VALUE;
      if (Math.min(toNorth, toSouth) > best) {
        return nearest < 0 ? Optional.empty() : Optional.of(towns.get(nearest));
      }
      int next = toNorth <= toSouth ? north++ : south--;
      double distance = metres(towns.get(next).centre(), latitude, longitude);
      if (distance <= best) {
        best = distance;
        nearest = next;
      }
    }
  }

  private static double gap(double northern, double southern) {
    return Math.toRadians(northern - southern) * EARTH_METRES;
  }

  /** By the haversine formula. */
  private static double metres(Place a, double latitude, double longitude) {
    double south = Math.sin(Math.toRadians(latitude - a.latitude()) / 2);
    double west = Math.sin(Math.toRadians(longitude - a.longitude()) / 2);
    double chord =
        south * south
            + Math.cos(Math.toRadians(latitude))
                * Math.cos(Math.toRadians(a.latitude()))
                * west
                * west;
    return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
  }

  private static String fold(String name) {
    String plain =
        MARKS.matcher(Normalizer.normalize(name.strip(), Normalizer.Form.NFKD)).replaceAll("");
    return plain.toLowerCase(Locale.ROOT).replace("ß", "ss").replace('-', ' ').replace('’', '\'');
  }

  /** A town and all ways to write its name. */
  private record Spelled(Town town, List<String> names) {}

  private static List<Spelled> read() {
    List<Spelled> read = new ArrayList<>();
    try (InputStream packed = Towns.class.getResourceAsStream("places.tsv.gz");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(new GZIPInputStream(packed), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read.add(town(line.split("\t", -1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the table of places in Diptych's own files is damaged", e);
    }
    return read;
  }

  private static Spelled town(String[] fields) {
    List<String> names = new ArrayList<>(List.of(fields[0]));
    if (!fields[5].isEmpty()) {
      names.addAll(List.of(fields[5].split(",", -1)));
    }
    Place centre =
        new Place(Double.parseDouble(fields[2]), Double.parseDouble(fields[3]), fields[0]);
    return new Spelled(new Town(centre, fields[1], Integer.parseInt(fields[4])), names);
  }
}
