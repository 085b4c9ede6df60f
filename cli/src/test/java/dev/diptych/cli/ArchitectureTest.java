package dev.diptych.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the rules of docs/architecture.md: who may import whom, and which library lives where. Runs
 * here because only cli sees every module.
 */
final class ArchitectureTest {

  private static final String ROOT = "dev.diptych.";

  /** Guards against a scan that sees nothing: what was there when this was last raised, rounded. */
  private static final int LEAST_CLASSES = 400;

  /** Module (by package) and the modules it may import. */
  private static final Map<String, Set<String>> IMPORTS =
      Map.ofEntries(
          entry("core"),
          entry("encoders", "core"),
          entry("index", "core"),
          entry("indexer", "core", "encoders", "index"),
          entry("reranker", "core", "encoders"),
          entry("searcher", "core", "encoders", "index", "reranker"),
          entry("library", "core", "encoders", "index", "indexer", "reranker", "searcher"),
          entry("web", "core", "searcher", "library"),
          entry("scenes", "core"),
          entry(
              "evaluation",
              "core",
              "encoders",
              "index",
              "indexer",
              "searcher",
              "library",
              "scenes"),
          entry(
              "cli",
              "core",
              "encoders",
              "index",
              "indexer",
              "reranker",
              "searcher",
              "library",
              "web",
              "scenes",
              "evaluation"));

  private static Map.Entry<String, Set<String>> entry(String module, String... imports) {
    return Map.entry(module, Set.of(imports));
  }

  /** Packages of a library and the only modules that may use them. */
  record Library(List<String> packages, Set<String> modules) {
    static Library only(Set<String> modules, String... packages) {
      return new Library(List.of(packages), modules);
    }
  }

  private static JavaClasses diptych;

  @BeforeAll
  static void scan() {
    diptych =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("dev.diptych");
  }

  @Test
  void scan_allModules_seesEveryOne() {
    assertThat(diptych.size()).isGreaterThanOrEqualTo(LEAST_CLASSES);
    Set<String> modules = new TreeSet<>(IMPORTS.keySet());
    modules.add("testkit");
    assertThat(diptych.stream().map(ArchitectureTest::moduleOf).collect(Collectors.toSet()))
        .as("modules by package; a new one needs a row in docs/architecture.md and in IMPORTS")
        .isEqualTo(modules);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void imports_ofModule_onlyAsDrawn(String module) {
    Set<String> allowed = IMPORTS.getOrDefault(module, Set.of());
    classes()
        .that()
        .resideInAPackage(ROOT + module + "..")
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are outside Diptych or in " + module + " or in " + allowed,
                other ->
                    !other.getPackageName().startsWith(ROOT)
                        || moduleOf(other).equals(module)
                        || allowed.contains(moduleOf(other))))
        .check(diptych);
  }

  static Stream<String> modules() {
    return IMPORTS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void library_usedOnlyInItsModules(Library library) {
    noClasses()
        .that(areOutside(library.modules()))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library.packages().toArray(String[]::new))
        .check(diptych);
  }

  static Stream<Library> libraries() {
    return Stream.of(
        // metadata-extractor is here and not in indexer: docs/decisions/0004.
        Library.only(
            Set.of("encoders"),
            "ai.djl..",
            "ai.onnxruntime..",
            "ai.onnx..",
            "org.tribuo..",
            "com.google.protobuf..",
            "com.twelvemonkeys..",
            "com.drew..",
            "com.adobe.."),
        // scenes and evaluation draw with java.awt and write what they drew as PNG.
        Library.only(Set.of("encoders", "scenes", "evaluation"), "javax.imageio..", "java.awt.."),
        Library.only(Set.of("evaluation"), "org.knowm.."),
        Library.only(Set.of("index"), "org.apache.lucene.."),
        Library.only(Set.of("indexer"), "org.apache.hc.."),
        Library.only(Set.of("reranker", "searcher"), "com.github.benmanes.caffeine.."),
        Library.only(Set.of("web"), "io.javalin..", "org.eclipse.jetty..", "jakarta..", "kotlin.."),
        Library.only(
            Set.of("encoders", "index", "indexer", "scenes", "web", "cli"),
            "tools.jackson..",
            "com.fasterxml.."),
        Library.only(Set.of("cli"), "picocli.."),
        // Configured by file; code speaks slf4j.
        Library.only(Set.of(), "ch.qos.logback.."),
        // Main turns the chatter down that Lucene sends there.
        Library.only(Set.of("cli"), "java.util.logging.."));
  }

  @Test
  void modules_formNoCycle() {
    slices().matching("dev.diptych.(*)..").should().beFreeOfCycles().check(diptych);
  }

  /**
   * Exempt is the root package of a module: it holds the contract, which internals implement, and
   * the front door, which makes them. See docs/decisions/0008.
   */
  @Test
  void internalPackages_formNoCycle() {
    slices().matching("dev.diptych.(*).internal.(**)").should().beFreeOfCycles().check(diptych);
  }

  /** Room of index-data and the rooms it may import; every room may import the contract. */
  private static final Map<String, Set<String>> ROOMS =
      Map.of(
          "files", Set.of(),
          "features", Set.of("files"),
          "items", Set.of("files", "features"),
          "vectors", Set.of("files", "items"),
          "words", Set.of("files", "items"),
          "generation", Set.of("files", "features", "items", "vectors", "words"));

  @Test
  void roomsOfIndexData_importOnlyWhatIsDrawn() {
    String internal = ROOT + "index.internal.";
    assertThat(
            diptych.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(internal))
                .map(name -> name.substring(internal.length()))
                .collect(Collectors.toSet()))
        .as("rooms; a new one needs a row in docs/architecture.md and in ROOMS")
        .isEqualTo(ROOMS.keySet());
    ROOMS.forEach(
        (room, allowed) ->
            noClasses()
                .that()
                .resideInAPackage(internal + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    ROOMS.keySet().stream()
                        .filter(other -> !other.equals(room) && !allowed.contains(other))
                        .map(other -> internal + other)
                        .toArray(String[]::new))
                .check(diptych));
    noClasses() // the front door makes readers and writers, and knows files
        .that()
        .resideInAPackage(ROOT + "index")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            internal + "features", internal + "items", internal + "vectors", internal + "words")
        .check(diptych);
  }

  @Test
  void internalPackages_otherModules_areNotSeen() {
    for (String module : IMPORTS.keySet()) {
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + module + "..internal..")
          .check(diptych);
    }
  }

  /**
   * The kit of encoders knows no family: only {@code Families} names them, and none knows another.
   * ALBEF is BLIP's predecessor, and its towers are BLIP's; so is BLIP-2's vision tower. EDJE lies
   * over a SigLIP.
   */
  @Test
  void families_ofModels_areNamedInOnePlace() {
    String encoders = ROOT + "encoders.";
    Map<String, Set<String>> mayKnow =
        Map.ofEntries(
            Map.entry("blip", Set.of("blip")),
            Map.entry("clip", Set.of("clip")),
            Map.entry("siglip", Set.of("siglip")),
            Map.entry("albef", Set.of("albef", "blip")),
            Map.entry("beit3", Set.of("beit3")),
            Map.entry("blip2", Set.of("blip2", "blip")),
            Map.entry("coca", Set.of("coca")),
            Map.entry("edje", Set.of("edje", "siglip")),
            Map.entry("imagebind", Set.of("imagebind")),
            Map.entry("vilt", Set.of("vilt")),
            Map.entry("vlmo", Set.of("vlmo")));
    Set<String> families =
        mayKnow.keySet().stream()
            .map(family -> encoders + "internal." + family)
            .collect(Collectors.toSet());
    noClasses()
        .that()
        .resideInAPackage(ROOT + "encoders..")
        .and()
        .resideOutsideOfPackages(families.toArray(String[]::new))
        .and()
        .doNotHaveFullyQualifiedName(encoders + "Families")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(families.toArray(String[]::new))
        .check(diptych);
    mayKnow.forEach(
        (family, known) ->
            noClasses()
                .that()
                .resideInAPackage(encoders + "internal." + family)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    families.stream()
                        .filter(other -> known.stream().noneMatch(other::endsWith))
                        .toArray(String[]::new))
                .allowEmptyShould(true)
                .check(diptych));
    assertThat(
            diptych.stream()
                .map(JavaClass::getPackageName)
                .filter(families::contains)
                .distinct()
                .count())
        .as("packages of families that the scan sees")
        .isEqualTo(families.size());
  }

  @Test
  void packages_anywhere_areNullMarked() {
    List<String> unmarked =
        diptych.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();
    assertThat(unmarked).as("packages without @NullMarked in package-info.java").isEmpty();
  }

  @Test
  void standardStreams_anywhere_areNotUsed() {
    // Not even in cli: its Console writes to the file descriptors, so that tests can listen in.
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(diptych);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.diptych.cli.internal.terminal.Console")
        .and()
        // finds the caller's stderr, which the launcher hands over by its number
        .doNotHaveFullyQualifiedName("dev.diptych.cli.internal.terminal.StandardError")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.io.FileDescriptor.class)
        .check(diptych);
  }

  @Test
  void exit_anywhereButMain_isNotCalled() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.diptych.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(diptych);
  }

  @Test
  void names_anywhere_sayWhatTheThingIs() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameStartingWith("Common")
        .orShould()
        .resideInAnyPackage("..util..", "..utils..", "..impl..", "..common..", "..helper..")
        .check(diptych);
  }

  private static DescribedPredicate<JavaClass> areOutside(Set<String> modules) {
    return describe(
        "are outside " + modules + " and testkit",
        c -> !modules.contains(moduleOf(c)) && !moduleOf(c).equals("testkit"));
  }

  /** {@return the first package below the root: {@code index} for {@code dev.diptych.index.x}} */
  private static String moduleOf(JavaClass c) {
    String below = c.getPackageName().substring(ROOT.length());
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
