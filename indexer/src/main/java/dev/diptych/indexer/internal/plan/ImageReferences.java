package dev.diptych.indexer.internal.plan;

import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.RealNames;
import dev.diptych.indexer.internal.crawl.Scope;
import dev.diptych.indexer.internal.crawl.SourceUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a caption file calls a picture into that picture's source. A name that no file has is
 * looked for in another spelling (letter case, composed or decomposed accents, {@code %20}), then
 * in the folders below the caption file and beside its folder; it is taken where only one file
 * fits. Not thread-safe.
 */
final class ImageReferences {

  private final Map<String, FoundFile> found;
  private final Scope scope;
  private final RealNames names;
  private final Spellings spellings = new Spellings();
  private final FilesByName files;

  /**
   * References into a crawl.
   *
   * @param found all files by source; may grow
   * @param crawl what is looked through for files that lie elsewhere than named
   * @param names what files are called
   */
  ImageReferences(Map<String, FoundFile> found, Crawl crawl, RealNames names) {
    this.found = found;
    this.names = names;
    this.scope = crawl.scope();
    this.files = new FilesByName(crawl.files());
  }

  /** What a reference leads to. */
  sealed interface Lead {

    /**
     * A picture.
     *
     * @param source its source
     * @param inOtherWords whether the file is called otherwise, or lies elsewhere, than named
     */
    record Picture(String source, boolean inOtherWords) implements Lead {}

    /** A picture of the web that is not in the index, in a run that fetches none. */
    record NotFetched() implements Lead {}

    /** No file fits. */
    record Nothing() implements Lead {}

    /**
     * Several files fit equally well.
     *
     * @param files paths of them
     */
    record Several(List<String> files) implements Lead {

      public Several {
        files = List.copyOf(files);
      }
    }

    /**
     * No file can be called so.
     *
     * @param reason why
     */
    record Impossible(String reason) implements Lead {}
  }

  /**
   * {@return where a reference leads}
   *
   * @param folder source of the folder that holds the caption file
   * @param reference the picture as the caption file names it
   */
  Lead follow(String folder, String reference) {
    List<String> forms;
    try {
      forms = ReferenceForms.of(reference);
    } catch (IllegalArgumentException e) {
      return new Lead.Impossible(String.valueOf(e.getMessage()));
    }
    for (String form : forms) {
      String source = existing(folder, form);
      if (source != null) {
        return new Lead.Picture(source, !form.equals(forms.getFirst()));
      }
    }
    List<Function<String, List<String>>> places =
        List.of(
            form -> spelledOtherwise(folder, form),
            form -> files.below(folder, form),
            form -> inSubfolders(folder, form),
            form -> files.beside(folder, form));
    return places.stream()
        .flatMap(place -> forms.stream().map(place))
        .filter(sources -> !sources.isEmpty())
        .findFirst()
        .map(ImageReferences::lead)
        .orElseGet(Lead.Nothing::new);
  }

  private static Lead lead(List<String> sources) {
    return sources.size() == 1
        ? new Lead.Picture(sources.getFirst(), true)
        : new Lead.Several(sources.stream().map(SourceUri::display).toList());
  }

  private List<String> spelledOtherwise(String folder, String form) {
    try {
      return spellings.of(SourceUri.resolve(folder, form)).stream().map(this::sourceOf).toList();
    } catch (IllegalArgumentException e) {
      return List.of(); // no path of this machine
    }
  }

  /** What a crawl of the folder would have found, for a caption file that was named alone. */
  private List<String> inSubfolders(String folder, String form) {
    if (form.startsWith("/") || scope.covers(Scope.below(folder))) {
      return List.of();
    }
    List<String> sources = new ArrayList<>();
    for (Path subfolder : spellings.subfolders(SourceUri.file(folder))) {
      sources.addAll(spelledOtherwise(SourceUri.of(subfolder), form));
    }
    return sources;
  }

  private @Nullable String existing(String folder, String form) {
    Path file;
    try {
      file = SourceUri.resolve(folder, form);
    } catch (IllegalArgumentException e) {
      return null; // no path of this machine
    }
    String source = SourceUri.of(file);
    return found.containsKey(source) ? source : Files.isRegularFile(file) ? sourceOf(file) : null;
  }

  /** A link on the way may lead to a file that was found under its own name. */
  private String sourceOf(Path file) {
    String source = SourceUri.of(file);
    if (found.containsKey(source)) {
      return source;
    }
    try {
      String real = SourceUri.of(names.of(file.toRealPath()));
      return found.containsKey(real) ? real : SourceUri.of(names.of(file));
    } catch (IOException e) {
      return source;
    }
  }
}
