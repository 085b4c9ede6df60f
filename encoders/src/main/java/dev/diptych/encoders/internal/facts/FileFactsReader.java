package dev.diptych.encoders.internal.facts;

import dev.diptych.core.Facts;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Puts together what the blocks of metadata in and beside a file say. */
public final class FileFactsReader {

  private FileFactsReader() {}

  /** {@return the facts of a picture, with no reading noted} */
  public static Facts read(byte[] file, Optional<byte[]> sidecar) {
    Optional<PictureFormat> format = PictureFormat.of(file);
    Said beside = sidecar.map(XmpBlock::read).orElse(Said.NOTHING);
    Said xmp = XmpBlock.find(file).map(XmpBlock::read).orElse(Said.NOTHING);
    TiffBlocks tiff = TiffBlocks.read(format, file);
    Said exif = tiff.exif();
    Said iptc = tiff.iptc();
    List<Said> byCamera = List.of(beside, exif, xmp, iptc);
    List<Said> byPeople = List.of(beside, xmp, iptc, exif);
    return new Facts(
        Facts.Reading.NEVER,
        first(byCamera, Said::takenAt),
        first(byCamera, said -> nonEmpty(said.camera())).orElse(""),
        first(byCamera, Said::place),
        new Facts.Words(
            first(byPeople, said -> nonEmpty(said.words().title())).orElse(""),
            first(byPeople, said -> nonEmpty(said.words().description())).orElse(""),
            tags(byPeople)),
        format,
        new Provenance.Given());
  }

  /** The sidecar's key words are the whole list where it has any: some may have been taken away. */
  private static List<String> tags(List<Said> byPeople) {
    List<String> ofSidecar = byPeople.getFirst().words().tags();
    if (!ofSidecar.isEmpty()) {
      return ofSidecar;
    }
    List<String> all = new ArrayList<>();
    byPeople.forEach(said -> all.addAll(said.words().tags()));
    return Cleaned.distinct(all);
  }

  private static <T> Optional<T> first(List<Said> said, Function<Said, Optional<T>> fact) {
    return said.stream().flatMap(each -> fact.apply(each).stream()).findFirst();
  }

  private static Optional<String> nonEmpty(String text) {
    return Optional.of(text).filter(Predicate.not(String::isEmpty));
  }
}
