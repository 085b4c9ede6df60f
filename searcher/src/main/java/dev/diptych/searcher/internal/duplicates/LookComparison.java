package dev.diptych.searcher.internal.duplicates;

import java.util.Arrays;

/** Compares two looks. */
public final class LookComparison {

  /*
   * Steps
   *
   * Two pictures of which one was cut out of the other, or has a border, show the same where the
   * edges of one are left out. So the whole of either is compared with parts of the other, as it is
   * and mirrored. First brightness over 4 x 4 fields, for four cuts: 256 multiplications, after
   * which most pairs are out. Then colours over 16 x 16 fields, for ten cuts equal at all edges. Then
   * each edge by itself, from the best of these on, where that is near enough to hope.
   */

  private static final double COARSE_HOPE = .05;
  private static final double FINE_HOPE = .07;
  private static final double[] STEPS = {.02, .01, .005};
  private static final double MOST_CUT = .09;

  private LookComparison() {}

  /** {@return whether a {@link #glance} does not rule out that two pictures are alike} */
  static boolean mayBeAlike(double glance) {
    return glance <= COARSE_HOPE;
  }

  /**
   * {@return the least root mean square difference of brightness, over cuts and mirrors} Some
   * hundred nanoseconds.
   *
   * @param first the coarse grids of one
   * @param second the coarse grids of the other
   */
  static double glance(float[][] first, float[][] second) {
    double least = Double.MAX_VALUE;
    for (int cut = 0; cut < first.length; cut++) {
      least = Math.min(least, squares(first[0], second[cut]));
      least = Math.min(least, squares(first[cut], second[0]));
      least = Math.min(least, mirroredSquares(first[0], second[cut]));
      least = Math.min(least, mirroredSquares(first[cut], second[0]));
    }
    return Math.sqrt(least / (ComparedLook.COARSE * ComparedLook.COARSE));
  }

  private static double squares(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  private static double mirroredSquares(float[] a, float[] b) {
    double sum = 0;
    for (int row = 0; row < ComparedLook.COARSE; row++) {
      for (int i = 0; i < ComparedLook.COARSE; i++) {
        double difference =
            a[row * ComparedLook.COARSE + i]
                - b[row * ComparedLook.COARSE + ComparedLook.COARSE - 1 - i];
        sum += difference * difference;
      }
    }
    return sum;
  }

  /** {@return whether two pictures show the same to the eye} Mostly some hundred nanoseconds. */
  public static boolean isAlike(ComparedLook a, ComparedLook b) {
    return mayBeAlike(glance(a.coarse(), b.coarse())) && compare(a, b).isAlike();
  }

  /** {@return how much alike two pictures are} Up to a millisecond. */
  static Likeness compare(ComparedLook a, ComparedLook b) {
    boolean grey = a.isGrey() || b.isGrey();
    Alignment best = centred(a, b, false, grey);
    best = best.better(centred(a, b, true, grey));
    best = best.better(centred(b, a, false, grey));
    best = best.better(centred(b, a, true, grey));
    if (best.difference() <= FINE_HOPE) {
      best = best.refined();
    }
    return new Likeness(best.difference(), grey, best.mostCut());
  }

  private static Alignment centred(
      ComparedLook cut, ComparedLook whole, boolean mirrored, boolean grey) {
    float[] target = prepared(whole.fine()[0], mirrored, grey);
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i <= ComparedLook.MOST_CUT; i++) {
      double difference = difference(prepared(cut.fine()[i], false, grey), target);
      if (difference < least) {
        least = difference;
        best = i;
      }
    }
    double share = best / 100.0;
    return new Alignment(cut, target, grey, new double[] {share, share, share, share}, least);
  }

  private static float[] prepared(float[] colours, boolean mirrored, boolean grey) {
    float[] turned = mirrored ? mirrored(colours) : colours;
    return grey ? ComparedLook.luma(turned) : turned;
  }

  private static float[] mirrored(float[] colours) {
    float[] mirrored = new float[colours.length];
    int side = ComparedLook.FINE;
    for (int i = 0; i < side * side; i++) {
      int from = i / side * side + side - 1 - i % side;
      System.arraycopy(colours, 3 * from, mirrored, 3 * i, 3);
    }
    return mirrored;
  }

  private static double difference(float[] a, float[] b) {
    return Math.sqrt(squares(a, b) / a.length);
  }

  /**
   * A part of one picture laid over the whole of another.
   *
   * @param edges what is left out: left, top, right, bottom
   */
  @SuppressWarnings("ArrayRecordComponent") // never handed out
  private record Alignment(
      ComparedLook cut, float[] target, boolean grey, double[] edges, double difference) {

    Alignment better(Alignment other) {
      return other.difference < difference ? other : this;
    }

    double mostCut() {
      return Arrays.stream(edges).max().orElse(0);
    }

    Alignment refined() {
      Alignment best = this;
      for (double step : STEPS) {
        for (boolean improved = true; improved; ) {
          improved = false;
          for (int edge = 0; edge < 4; edge++) {
            Alignment nearer = best.moved(edge, step).better(best.moved(edge, -step));
            if (nearer.difference < best.difference) {
              best = nearer;
              improved = true;
            }
          }
        }
      }
      return best;
    }

    private Alignment moved(int edge, double step) {
      double[] moved = edges.clone();
      moved[edge] += step;
      if (moved[edge] < 0 || moved[edge] > MOST_CUT) {
        return this;
      }
      float[] part = cut.means(ComparedLook.FINE, moved[0], moved[1], 1 - moved[2], 1 - moved[3]);
      double difference = LookComparison.difference(prepared(part, false, grey), target);
      return new Alignment(cut, target, grey, moved, difference);
    }
  }
}
