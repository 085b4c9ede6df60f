package dev.diptych.encoders.internal.vp8;

/**
 * Smooths edges between blocks of one plane (RFC 6386, section 15). An edge is the place of its
 * first sample behind, how far it is to the next sample across, and how far to the next along.
 */
final class EdgeFilter {

  private final byte[] plane;

  EdgeFilter(byte[] plane) {
    this.plane = plane;
  }

  /** The filter of luma alone: two samples change. */
  void simple(int at, int across, int along, int count, int limit) {
    for (int i = 0; i < count; i++) {
      int place = at + i * along;
      if (isSmall(place, across, limit)) {
        two(place, across);
      }
    }
  }

  /** Between macroblocks: up to six samples change. */
  void outer(int at, int across, int along, int count, int limit, int interior, int variance) {
    for (int i = 0; i < count; i++) {
      int place = at + i * along;
      if (isSmall(place, across, limit) && isEven(place, across, interior)) {
        if (isVaried(place, across, variance)) {
          two(place, across);
        } else {
          six(place, across);
        }
      }
    }
  }

  /** Within a macroblock: up to four samples change. */
  void inner(int at, int across, int along, int count, int limit, int interior, int variance) {
    for (int i = 0; i < count; i++) {
      int place = at + i * along;
      if (isSmall(place, across, limit) && isEven(place, across, interior)) {
        if (isVaried(place, across, variance)) {
          two(place, across);
        } else {
          four(place, across);
        }
      }
    }
  }

  private int sample(int place) {
    return plane[place] & 0xff;
  }

  private int difference(int one, int other) {
    return Math.abs(sample(one) - sample(other));
  }

  private boolean isSmall(int place, int across, int limit) {
    return 4 * difference(place - across, place) + difference(place - 2 * across, place + across)
        <= 2 * limit + 1;
  }

  private boolean isEven(int place, int across, int interior) {
    return difference(place - 4 * across, place - 3 * across) <= interior
        && difference(place - 3 * across, place - 2 * across) <= interior
        && difference(place - 2 * across, place - across) <= interior
        && difference(place + 3 * across, place + 2 * across) <= interior
        && difference(place + 2 * across, place + across) <= interior
        && difference(place + across, place) <= interior;
  }

  private boolean isVaried(int place, int across, int variance) {
    return difference(place - 2 * across, place - across) > variance
        || difference(place + across, place) > variance;
  }

  private void two(int place, int across) {
    int step =
        3 * (sample(place) - sample(place - across))
            + signed(sample(place - 2 * across) - sample(place + across));
    change(place - across, small((step + 3) >> 3));
    change(place, -small((step + 4) >> 3));
  }

  private void four(int place, int across) {
    int step = 3 * (sample(place) - sample(place - across));
    int behind = small((step + 4) >> 3);
    int outside = (behind + 1) >> 1;
    change(place - 2 * across, outside);
    change(place - across, small((step + 3) >> 3));
    change(place, -behind);
    change(place + across, -outside);
  }

  private void six(int place, int across) {
    int step =
        signed(
            3 * (sample(place) - sample(place - across))
                + signed(sample(place - 2 * across) - sample(place + across)));
    int near = (27 * step + 63) >> 7;
    int middle = (18 * step + 63) >> 7;
    int far = (9 * step + 63) >> 7;
    change(place - 3 * across, far);
    change(place - 2 * across, middle);
    change(place - across, near);
    change(place, -near);
    change(place + across, -middle);
    change(place + 2 * across, -far);
  }

  private void change(int place, int by) {
    plane[place] = InverseTransform.clip(sample(place) + by);
  }

  private static int signed(int value) {
    return Math.clamp(value, -128, 127);
  }

  private static int small(int value) {
    return Math.clamp(value, -16, 15);
  }
}
