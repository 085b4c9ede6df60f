package dev.diptych.encoders.internal.captioning;

import dev.diptych.encoders.internal.runtime.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes captions side by side, token by token: in each run of the decoder every caption that has
 * not ended goes on by one token.
 */
public final class CaptionSearch {

  private CaptionSearch() {}

  /**
   * One caption to write.
   *
   * @param picture index of the picture that it is of
   * @param path how it goes on
   */
  public record Task(int picture, CaptionPath path) {}

  /**
   * Writes captions from one prompt, which all begin with.
   *
   * @param decoder nothing read yet
   * @param pictures what the captions are of
   * @return the captions in the order of the tasks, prompt and, where it was reached, end token
   *     included
   */
  public static List<List<Integer>> write(
      CaptionDecoder decoder, CaptionPictures pictures, List<Task> tasks) {
    List<Task> going = tasks.stream().filter(task -> !task.path().rows().isEmpty()).toList();
    pictures.show(decoder, picturesOf(going));
    float[] logits = read(decoder, rows(going));
    while (true) {
      int count = going.stream().mapToInt(task -> task.path().rows().size()).sum();
      List<Integer> from = new ArrayList<>();
      int first = 0;
      for (Task task : going) {
        int before = first;
        int rows = task.path().rows().size();
        float[] all = logits;
        List<float[]> own =
            IntStream.range(before, before + rows)
                .mapToObj(row -> lastOf(all, row, count, decoder.vocabulary()))
                .toList();
        for (int row : task.path().advance(own)) {
          from.add(before + row);
        }
        first += rows;
      }
      going = going.stream().filter(task -> !task.path().rows().isEmpty()).toList();
      if (going.isEmpty()) {
        return tasks.stream().map(task -> task.path().caption()).toList();
      }
      decoder.reorder(from.stream().mapToInt(Integer::intValue).toArray());
      pictures.show(decoder, picturesOf(going));
      logits =
          read(decoder, rows(going).stream().map(tokens -> List.of(tokens.getLast())).toList());
    }
  }

  private static List<List<Integer>> rows(List<Task> tasks) {
    return tasks.stream().flatMap(task -> task.path().rows().stream()).toList();
  }

  private static List<Integer> picturesOf(List<Task> tasks) {
    return tasks.stream()
        .flatMap(task -> task.path().rows().stream().map(row -> task.picture()))
        .toList();
  }

  private static float[] read(CaptionDecoder decoder, List<List<Integer>> rows) {
    long[] ids = rows.stream().flatMap(List::stream).mapToLong(Integer::longValue).toArray();
    return decoder.read(ids, TokenBatch.ones(ids.length), rows.size());
  }

  /** The logits after the last token of one row: {@code [B·T·V] -> [V]}. */
  private static float[] lastOf(float[] logits, int row, int rows, int vocabulary) {
    int perRow = logits.length / rows;
    float[] last = new float[vocabulary];
    System.arraycopy(logits, (row + 1) * perRow - vocabulary, last, 0, vocabulary);
    return last;
  }
}
