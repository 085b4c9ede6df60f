package dev.diptych.indexer.internal.plan;

import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.Scope;
import dev.diptych.indexer.internal.crawl.SourceUri;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a crawl by their names, for references that say too little of where a picture lies.
 * Costs nothing until the first is followed; then about 150 bytes a file. Not thread-safe.
 */
final class FilesByName {

  private static final Set<String> PICTURES =
      Set.of(
          "jpg", "jpeg", "jpe", "png", "gif", "bmp", "webp", "tif", "tiff", "heic", "heif", "avif",
          "jxl");

  private final List<FoundFile> files;
  private @Nullable Map<String, List<String>> sources;
  private final Map<String, Boolean> foldersWithPictures = new HashMap<>();

  FilesByName(List<FoundFile> files) {
    this.files = files;
  }

  /**
   * {@return the files at any depth below a folder whose path ends like the reference; where some
   * are spelled like it, those}
   */
  List<String> below(String folder, String reference) {
    String[] wanted = names(reference);
    if (wanted.length == 0) {
      return List.of();
    }
    String prefix = Scope.below(folder);
    List<String> fitting =
        sources().getOrDefault(NameKey.of(wanted[wanted.length - 1]), List.of()).stream()
            .filter(source -> source.startsWith(prefix) && endsLike(source, wanted))
            .toList();
    String name = NameKey.composed(wanted[wanted.length - 1]);
    List<String> alike =
        fitting.stream()
            .filter(source -> NameKey.composed(SourceUri.name(source)).equals(name))
            .toList();
    return alike.isEmpty() ? fitting : alike;
  }

  /**
   * As {@link #below}, of the folder that holds this one: for folders with captions alone, such as
   * COCO's {@code annotations}. Where pictures lie below the folder itself, others of the same name
   * are other pictures.
   */
  List<String> beside(String folder, String reference) {
    return foldersWithPictures.computeIfAbsent(folder, this::holdsPictures)
        ? List.of()
        : below(SourceUri.parent(folder), reference);
  }

  private boolean holdsPictures(String folder) {
    String prefix = Scope.below(folder);
    return files.stream()
        .anyMatch(file -> file.source().startsWith(prefix) && isPicture(file.source()));
  }

  private static boolean isPicture(String source) {
    return PICTURES.contains(
        source.substring(source.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private static boolean endsLike(String source, String[] wanted) {
    String[] names = SourceUri.display(source).split("/", -1);
    if (names.length < wanted.length) {
      return false;
    }
    for (int i = 1; i <= wanted.length; i++) {
      if (!NameKey.of(names[names.length - i]).equals(NameKey.of(wanted[wanted.length - i]))) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return the names of a relative reference, none of one that leads upwards or from the root}
   */
  private static String[] names(String reference) {
    if (reference.startsWith("/")) {
      return new String[0];
    }
    String[] names =
        Arrays.stream(reference.split("/", -1))
            .filter(name -> !name.isEmpty() && !name.equals("."))
            .toArray(String[]::new);
    return new HashSet<>(Arrays.asList(names)).contains("..") ? new String[0] : names;
  }

  private Map<String, List<String>> sources() {
    Map<String, List<String>> known = sources;
    if (known == null) {
      known = HashMap.newHashMap(files.size());
      for (FoundFile file : files) {
        known
            .computeIfAbsent(NameKey.of(file.name()), key -> new ArrayList<>(1))
            .add(file.source());
      }
      sources = known;
    }
    return known;
  }
}
