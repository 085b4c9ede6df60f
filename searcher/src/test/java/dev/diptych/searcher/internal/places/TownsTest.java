package dev.diptych.searcher.internal.places;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TownsTest {

  private static final double EARTH_METRES = 6_371_000;

  private final Towns towns = Towns.all();

  /** By the angle between the points as unit vectors. */
  private static double metres(Town town, double latitude, double longitude) {
    double[] a = unit(town.centre().latitude(), town.centre().longitude());
    double[] b = unit(latitude, longitude);
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(squares) / 2));
  }

  private static double[] unit(double latitude, double longitude) {
    double phi = Math.toRadians(latitude);
    double lambda = Math.toRadians(longitude);
    return new double[] {
      Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)
    };
  }

  @Test
  void nearest_anyPoint_isNoFartherThanAnyOtherTown() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      // The first lies by the date line, the second by the pole, the others near some town.
      Town near = towns.towns().get(random.nextInt(towns.towns().size()));
      double latitude =
          i == 0 ? -16.8 : i == 1 ? 89.9 : near.centre().latitude() + random.nextDouble() / 4;
      double longitude =
          i == 0
              ? 179.999
              : i == 1 ? 0 : Math.min(180, near.centre().longitude() + random.nextDouble() / 4);
      double least =
          towns.towns().stream()
              .mapToDouble(town -> metres(town, latitude, longitude))
              .min()
              .orElseThrow();
      Optional<Town> nearest = towns.nearest(latitude, longitude);
      assertThat(nearest.isPresent())
          .as("seed %s, %s, %s, nearest %s", seed, latitude, longitude, least)
          .isEqualTo(least <= Towns.FARTHEST_METRES);
      nearest.ifPresent(
          town ->
              assertThat(metres(town, latitude, longitude))
                  .as("seed %s, %s, %s", seed, latitude, longitude)
                  .isLessThanOrEqualTo(least + 1));
    }
    assertThat(towns.nearest(47.37, 8.55)).map(Town::title).contains("Zürich, CH");
    assertThat(towns.nearest(0, -30)).isEmpty();
  }
}
