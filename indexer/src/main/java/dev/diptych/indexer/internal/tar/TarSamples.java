package dev.diptych.indexer.internal.tar;

import dev.diptych.core.Source;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.patterns.SideFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An archive as webdataset lays them out: files that share their name up to the first dot are one
 * sample.
 *
 * @param archive as the crawl met it
 * @param listing what is in it
 */
public record TarSamples(FoundFile archive, TarListing listing) {

  private static final List<String> TEXTS = List.of("txt", "json");

  /** A member that is no picture. */
  public sealed interface Beside {

    /**
     * What may say something of a picture.
     *
     * @param member {@code .txt} or {@code .json}
     * @param picture the source of the first picture of its sample; empty where there is none
     */
    record Text(TarMember member, Optional<String> picture) implements Beside {}

    /**
     * Something else: classes, boxes, embeddings, links.
     *
     * @param name as the archive has it
     * @param reason why it is not read
     */
    record Side(String name, String reason) implements Beside {}
  }

  /** {@return the members that are called like pictures, in order} */
  public List<TarPicture> pictures() {
    return listing.members().stream().filter(TarSamples::isPicture).map(this::picture).toList();
  }

  private TarPicture picture(TarMember member) {
    return new TarPicture(archive, listing.packed(), member);
  }

  private static boolean isPicture(TarMember member) {
    String name = member.lastName();
    return SideFiles.kindByName(name).isEmpty() && SideFiles.isNamedLikePicture(name);
  }

  /**
   * {@return all other members, in order} Of a sample with a {@code .txt} the {@code .json} says
   * the same and more, and is not read.
   */
  public List<Beside> others() {
    Map<String, String> pictures = new HashMap<>();
    Set<String> textKeys = new HashSet<>();
    for (TarMember member : listing.members()) {
      if (isPicture(member)) {
        pictures.putIfAbsent(member.key(), picture(member).source());
      } else if (member.extension().equals("txt")) {
        textKeys.add(member.key());
      }
    }
    List<Beside> others = new ArrayList<>();
    for (TarMember member : listing.members()) {
      if (isPicture(member)) {
        continue;
      }
      boolean repeated = isJson(member) && textKeys.contains(member.key());
      if (TEXTS.contains(member.extension()) && !repeated) {
        others.add(new Beside.Text(member, Optional.ofNullable(pictures.get(member.key()))));
      } else {
        others.add(new Beside.Side(member.name(), "it holds neither a picture nor captions"));
      }
    }
    listing.others().forEach(it -> others.add(new Beside.Side(it.name(), it.reason())));
    return others;
  }

  private static boolean isJson(TarMember member) {
    return member.extension().equals("json");
  }

  /** {@return the source of what a member says} */
  public String textSource(String member) {
    return archive.source() + "#row=" + Source.encoded(member);
  }
}
