package dev.diptych.indexer.internal.plan;

import dev.diptych.indexer.internal.captions.CaptionEntry;
import dev.diptych.indexer.internal.captions.CaptionFile;
import dev.diptych.indexer.internal.captions.CaptionFormat;
import dev.diptych.indexer.internal.captions.NotCaptionsException;
import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.FileFacts;
import dev.diptych.indexer.internal.crawl.FolderLister;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.RealNames;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.picture.PictureSignature;
import dev.diptych.indexer.internal.plan.ImageReferences.Lead;
import dev.diptych.indexer.internal.remote.RemoteAddress;
import dev.diptych.indexer.internal.remote.RemotePicture;
import dev.diptych.indexer.internal.tar.TarListing;
import dev.diptych.indexer.internal.tar.TarPicture;
import dev.diptych.indexer.internal.tar.TarSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What every found file is good for. A {@code .txt}, {@code .csv}, {@code .jsonl} and the like that
 * does not begin like a picture may hold texts; every other file may be a picture. Pictures that
 * caption files name are taken in, wherever they lie. Not thread-safe.
 */
public final class SourcePlan {

  private static final List<String> ARCHIVES = List.of(".tar", ".tar.gz", ".tgz");

  private final Map<String, FoundFile> found = new LinkedHashMap<>();
  private final List<FoundFile> pictures = new ArrayList<>();
  private final List<TextFile> textFiles = new ArrayList<>();
  private final Set<String> unreadable = new HashSet<>();
  private final Set<String> barren = new HashSet<>();
  private final PictureNames pictureNames = new PictureNames();
  private final Crawl crawl;
  private final ImageReferences references;
  private final BooleanSupplier stopped;
  private final List<TarPicture> tarPictures = new ArrayList<>();
  private final Set<RemotePicture> remotePictures = new LinkedHashSet<>();
  private long texts;

  private SourcePlan(Crawl crawl, RealNames names, BooleanSupplier stopped) {
    this.crawl = crawl;
    this.references = new ImageReferences(found, crawl, names);
    this.stopped = stopped;
  }

  /**
   * Makes a plan of a crawl; opens the files that may hold texts.
   *
   * @param crawl what was found
   * @param captionFiles sources of files that are tables whatever their names
   * @param names what files are called
   * @param stopped asked now and then whether to end early
   */
  public static SourcePlan of(
      Crawl crawl, Set<String> captionFiles, RealNames names, BooleanSupplier stopped) {
    SourcePlan plan = new SourcePlan(crawl, names, stopped);
    Map<FoundFile, CaptionFormat> formats = new LinkedHashMap<>();
    for (FoundFile file : crawl.files()) {
      plan.found.put(file.source(), file);
      if (!stopped.getAsBoolean() && plan.takeInArchive(file)) {
        continue;
      }
      Optional<CaptionFormat> format =
          stopped.getAsBoolean() ? Optional.empty() : format(file, captionFiles);
      if (format.isPresent()) {
        formats.put(file, format.get());
      } else {
        plan.pictures.add(file);
      }
    }
    plan.addTextFiles(formats, Set.copyOf(crawl.scope().files()));
    plan.addReferencedPictures();
    return plan;
  }

  /** {@return the files that may be pictures, in order} */
  public List<FoundFile> pictures() {
    return pictures;
  }

  /** {@return the pictures in archives, in order} */
  public List<TarPicture> tarPictures() {
    return tarPictures;
  }

  /** {@return the pictures of the web that caption files name, each once, in order} */
  public List<RemotePicture> remotePictures() {
    return List.copyOf(remotePictures);
  }

  /** {@return how many texts there are, as far as files could be read} */
  public long texts() {
    return texts;
  }

  /**
   * {@return all texts, read as they are asked for}
   *
   * @param fetches whether pictures of the web are fetched in this run
   * @param tally counts what becomes of the pictures that they name
   */
  public TextEntries texts(KnownItems known, boolean fetches, CaptionTally tally) {
    return new TextEntries(
        textFiles, references, known, fetches, unreadable, barren, pictureNames, tally);
  }

  /** {@return whether a source's file was found} */
  public boolean isFound(String source) {
    return found.containsKey(SourceUri.fileUri(source));
  }

  /** {@return the found file of a picture's source, empty where there is none} */
  public Optional<FoundFile> file(String source) {
    return Optional.ofNullable(found.get(source));
  }

  /** {@return whether a source's file was found but could not be read to its end} */
  public boolean isUnreadable(String source) {
    return unreadable.contains(SourceUri.fileUri(source));
  }

  /** {@return whether a source's file was found and read, and held no entries at all} */
  public boolean isBarren(String source) {
    return barren.contains(SourceUri.fileUri(source));
  }

  private static Optional<CaptionFormat> format(FoundFile file, Set<String> captionFiles) {
    Optional<CaptionFormat> named = CaptionFormat.ofName(file.name());
    boolean forced = captionFiles.contains(file.source());
    if (named.isEmpty() && !forced) {
      return named;
    }
    try {
      if (PictureSignature.matches(PictureSignature.head(file.path()))) {
        return Optional.empty();
      }
      return forced && (named.isEmpty() || named.get() == CaptionFormat.SIDECAR)
          ? Optional.of(CaptionFile.guess(file.path()))
          : named;
    } catch (IOException e) {
      return named.isEmpty() ? Optional.of(CaptionFormat.CSV) : named; // told when it is read
    }
  }

  /** {@return whether the file is an archive whose members are looked at, and not it} */
  private boolean takeInArchive(FoundFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    if (ARCHIVES.stream().noneMatch(name::endsWith)) {
      return false;
    }
    try {
      Optional<TarListing> listing = TarListing.of(file.path());
      if (listing.isEmpty()) {
        return false;
      }
      TarSamples samples = new TarSamples(file, listing.get());
      List<TarPicture> found = samples.pictures();
      if (found.isEmpty() && listing.get().damage().isEmpty()) {
        return false; // an archive of something else
      }
      if (listing.get().damage().isPresent()) {
        unreadable.add(file.source());
      }
      tarPictures.addAll(found);
      textFiles.add(new TextFile.Archive(samples));
      texts += listing.get().members().size() - (long) found.size();
      return true;
    } catch (IOException | OutOfMemoryError e) {
      return false; // told when it is looked at as a picture
    }
  }

  private void addTextFiles(Map<FoundFile, CaptionFormat> formats, Set<String> namedFiles) {
    List<String> sidecars = new ArrayList<>();
    formats.forEach(
        (file, format) -> {
          if (format == CaptionFormat.SIDECAR) {
            sidecars.add(file.source());
          }
        });
    List<String> sources = pictures.stream().map(FoundFile::source).toList();
    sources.forEach(pictureNames::add);
    SidecarPictures byName = SidecarPictures.of(sidecars, sources);
    formats.forEach(
        (file, format) -> {
          if (format != CaptionFormat.SIDECAR) {
            textFiles.add(new TextFile.Table(file, format));
            return;
          }
          List<String> beside = byName.of(file.source());
          if (beside.isEmpty() && namedFiles.contains(file.source())) {
            beside = picturesBeside(file);
          }
          Optional<CaptionFormat> ofMany = ofManyPictures(file, beside);
          if (ofMany.isPresent()) {
            textFiles.add(new TextFile.Table(file, ofMany.get()));
            return;
          }
          textFiles.add(new TextFile.Beside(file, beside));
          texts++;
        });
  }

  /** A {@code .txt} without a picture of its own may be a data set's list of captions. */
  private static Optional<CaptionFormat> ofManyPictures(FoundFile file, List<String> beside) {
    try {
      Optional<CaptionFormat> format = CaptionFile.ofManyPictures(file.path());
      if (format.isEmpty()) {
        return format;
      }
      for (String source : beside) {
        if (PictureSignature.matches(PictureSignature.head(SourceUri.file(source)))) {
          return Optional.empty();
        }
      }
      return format;
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // told when it is read
    }
  }

  /** A sidecar named on its own brings its picture along. */
  private List<String> picturesBeside(FoundFile sidecar) {
    List<String> pictures = new ArrayList<>();
    try {
      Path folder = sidecar.path().getParent();
      if (folder == null) {
        return pictures;
      }
      List<String> sources =
          FolderLister.SORTED.list(folder).stream()
              .map(SourceUri::of)
              .filter(source -> !source.equals(sidecar.source()))
              .toList();
      for (String source :
          SidecarPictures.of(List.of(sidecar.source()), sources).of(sidecar.source())) {
        Path file = SourceUri.file(source);
        if (Files.isRegularFile(file) && PictureSignature.matches(PictureSignature.head(file))) {
          takeIn(source);
          pictures.add(source);
        }
      }
    } catch (IOException e) {
      return pictures; // without its picture the sidecar is skipped, which is told
    }
    return pictures;
  }

  private void addReferencedPictures() {
    textFiles.replaceAll(
        textFile ->
            textFile instanceof TextFile.Table table ? addReferencedPictures(table) : textFile);
  }

  /** {@return the file, or what shows that it is none of captions, so that it is opened once} */
  private TextFile addReferencedPictures(TextFile.Table table) {
    String folder = SourceUri.parent(table.file().source());
    try (CaptionFile captions = CaptionFile.open(table.file().path(), table.format())) {
      CaptionEntry entry = captions.next();
      while (entry != null && !stopped.getAsBoolean()) {
        texts += texts(entry);
        takeInImage(table.file(), folder, entry);
        entry = captions.next();
      }
    } catch (NotCaptionsException e) {
      texts++;
      return new TextFile.Refused(table.file(), e);
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      texts++; // told when the texts are read
    }
    return table;
  }

  private static int texts(CaptionEntry entry) {
    return switch (entry) {
      case CaptionEntry.Texts found -> found.texts().size();
      case CaptionEntry.Unusable _ -> 1;
      case CaptionEntry.Address _ -> 0;
    };
  }

  private void takeInImage(FoundFile table, String folder, CaptionEntry entry) {
    String image = entry.image();
    if (image == null) {
      return;
    }
    if (RemoteAddress.isAddress(image)) {
      takeInRemote(table, image);
      return;
    }
    try {
      if (references.follow(folder, image) instanceof Lead.Picture picture) {
        takeIn(picture.source());
      }
    } catch (IOException e) {
      return; // told when the texts are read
    }
  }

  private void takeInRemote(FoundFile table, String address) {
    try {
      remotePictures.add(RemotePicture.of(table.source(), address));
    } catch (IllegalArgumentException e) {
      return; // told when the texts are read
    }
  }

  private void takeIn(String source) throws IOException {
    if (!found.containsKey(source) && !isLeftOutByPattern(source)) {
      FoundFile file = FoundFile.of(source, FileFacts.of(SourceUri.file(source)));
      found.put(source, file);
      pictures.add(file);
    }
  }

  /** A caption brings along pictures from hidden and system folders, against no pattern though. */
  private boolean isLeftOutByPattern(String source) {
    return crawl.leftOut(source).filter(leftOut -> leftOut.cause().isPattern()).isPresent();
  }
}
