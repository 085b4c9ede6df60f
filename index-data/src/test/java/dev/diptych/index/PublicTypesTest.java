package dev.diptych.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What other modules see of this one. */
final class PublicTypesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.diptych.index");

  @Test
  void publicSignatures_ofAllPublicTypes_nameNoTypeOfALibrary() {
    List<JavaClass> visible =
        CLASSES.stream()
            .filter(type -> type.getPackageName().equals("dev.diptych.index"))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .toList();
    List<String> foreign = new ArrayList<>();
    int members = 0;
    for (JavaClass type : visible) {
      for (JavaMember member : type.getMembers()) {
        if (member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED)) {
          members++;
          types(member)
              .filter(PublicTypesTest::isOfALibrary)
              .forEach(library -> foreign.add(member.getFullName() + ": " + library.getName()));
        }
      }
    }
    assertThat(visible).as("the scan saw the public types").hasSizeGreaterThan(8);
    assertThat(members).as("the scan saw their members").isGreaterThan(60);
    assertThat(foreign).isEmpty();
  }

  @Test
  void scan_ofThisModule_seesLuceneBehindTheFrontDoor() {
    assertThat(
            CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getPackageName()))
        .as("otherwise the rule above proves nothing")
        .anyMatch(name -> name.startsWith("org.apache.lucene"));
  }

  private static Stream<JavaClass> types(JavaMember member) {
    return switch (member) {
      case JavaCodeUnit unit ->
          Stream.concat(
              unit.getReturnType().getAllInvolvedRawTypes().stream(),
              unit.getParameterTypes().stream()
                  .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream()));
      case JavaField field -> field.getType().getAllInvolvedRawTypes().stream();
      default -> throw new AssertionError(member);
    };
  }

  private static boolean isOfALibrary(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return !(name.isEmpty() || name.startsWith("java.") || name.startsWith("dev.diptych."));
  }
}
