package dev.diptych.indexer.internal.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What gitignore(5) says of patterns, but for letter case. */
class PathPatternTest {

  @Test
  void matches_nameWithoutSlash_fitsAtAnyDepth() throws MalformedPatternException {
    assertFits("*.png", "a.png", "deep/er/a.png", ".png");
    assertFitsNot("*.png", "a.jpg", "a.png/b.jpg", "apng");
    assertFits("raw", "raw", "a/raw", "a/raw/");
    assertFitsNot("raw", "raws", "a/raw/b");
  }

  @Test
  void matches_slashBeforeItsEnd_countsFromItsFolder() throws MalformedPatternException {
    assertFits("/raw", "raw", "raw/");
    assertFitsNot("/raw", "a/raw");
    assertFits("a/raw", "a/raw");
    assertFits("./a/raw", "a/raw");
    assertFitsNot("a/raw", "b/a/raw", "a/b/raw");
    assertFits("2019/*.png", "2019/a.png");
    assertFitsNot("2019/*.png", "2019/b/a.png");
  }

  @Test
  void matches_slashAtItsEnd_fitsFoldersOnly() throws MalformedPatternException {
    assertFits("raw/", "raw/", "a/raw/");
    assertFitsNot("raw/", "raw", "a/raw");
    assertFits("/a/raw/", "a/raw/");
    assertFitsNot("/a/raw/", "a/raw", "b/a/raw/");
  }

  @Test
  void matches_twoStars_takeAnyNumberOfFolders() throws MalformedPatternException {
    assertFits("**/raw", "raw", "a/raw", "a/b/raw");
    assertFits("a/**/z.png", "a/z.png", "a/b/z.png", "a/b/c/z.png");
    assertFitsNot("a/**/z.png", "b/a/z.png", "a/zz.png");
    assertFits("a/**", "a/b", "a/b/c");
    assertFitsNot("a/**", "a", "a/", "b/a");
    assertFits("**", "a", "a/b/");
    assertFits("a**b", "ab", "axxb", "c/axb");
    assertFitsNot("a**b", "a/b");
  }

  @Test
  void matches_signsAndSets_fitOneSign() throws MalformedPatternException {
    assertFits("IMG_????.[jJ]p*g", "IMG_0001.jpg", "IMG_0001.Jpeg");
    assertFitsNot("IMG_????.jpg", "IMG_001.jpg");
    assertFits("[!a-c].png", "d.png", "é.png", "\ud83d\ude00.png");
    assertFitsNot("[!a-c].png", "a.png", ".png");
    assertFits("[]x].png", "].png", "x.png");
    assertFits("[[:digit:]_-].png", "7.png", "_.png", "-.png");
    assertFits("?.png", "\ud83d\ude00.png");
  }

  @Test
  void matches_backslash_letsSignsStandForThemselves() throws MalformedPatternException {
    assertFits("\\#a", "#a");
    assertFits("\\!a", "!a");
    assertFits("a\\*", "a*");
    assertFitsNot("a\\*", "ab");
    assertFits("a\\ ", "a ");
    assertFits("a   ", "a");
    assertFits("\\[x]", "[x]");
  }

  @Test
  void matches_caseAndAccents_doNotMatter() throws MalformedPatternException {
    assertFits("*.png", "A.PNG");
    assertFits("Caf\u00e9", "CAFE\u0301");
    assertFits("THUMBS.db", "Thumbs.DB");
  }

  @Test
  void matches_manyStars_takeNoTimeToSpeakOf() throws MalformedPatternException {
    String stars = String.join("a", Collections.nCopies(100, "*")) + "b";
    assertFitsNot(stars, "a".repeat(250));
    String folders = "**/" + "a/**/".repeat(50) + "b";
    assertFitsNot(folders, "a/".repeat(120) + "c");
  }

  @Test
  void of_blankLinesAndComments_areNone() throws MalformedPatternException {
    for (String line : List.of("", "   ", "\t", "# a comment", "#")) {
      assertThat(PathPattern.of(line)).as(line).isEmpty();
    }
    assertThat(PathPattern.ofRequest("#recycle").matches(path("#recycle"), true)).isTrue();
    assertThat(PathPattern.of("!a").orElseThrow().takesBack()).isTrue();
  }

  @Test
  void of_whatMeansNothing_isRefusedWithAReason() {
    assertRefused("[abc", "no ]");
    assertRefused("a[", "no ]");
    assertRefused("[z-a]", "runs backwards");
    assertRefused("[[:cats:]]", "no class");
    assertRefused("a\\", "backslash");
    assertRefused("../a", "..");
    assertRefused("/", "names nothing");
    assertRefused("!", "names nothing");
    assertThatExceptionOfType(MalformedPatternException.class)
        .isThrownBy(() -> PathPattern.ofRequest("  "));
  }

  private static void assertRefused(String line, String reason) {
    assertThatExceptionOfType(MalformedPatternException.class)
        .as(line)
        .isThrownBy(() -> PathPattern.of(line))
        .withMessageContaining(reason);
  }

  private static void assertFits(String pattern, String... paths) throws MalformedPatternException {
    for (String path : paths) {
      assertThat(fits(pattern, path)).as("%s fits %s", pattern, path).isTrue();
    }
  }

  private static void assertFitsNot(String pattern, String... paths)
      throws MalformedPatternException {
    for (String path : paths) {
      assertThat(fits(pattern, path)).as("%s fits %s", pattern, path).isFalse();
    }
  }

  private static boolean fits(String pattern, String path) throws MalformedPatternException {
    boolean folder = path.endsWith("/");
    return PathPattern.of(pattern).orElseThrow().matches(path(path), folder);
  }

  private static List<FoldedName> path(String path) {
    return Arrays.stream(path.split("/")).map(FoldedName::of).toList();
  }
}
