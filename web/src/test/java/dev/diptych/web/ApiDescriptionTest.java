package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.library.AuditAnswer;
import dev.diptych.library.DuplicatesAnswer;
import dev.diptych.library.ExplainAnswer;
import dev.diptych.library.FactsAnswer;
import dev.diptych.library.JobAnswer;
import dev.diptych.library.ModelsAnswer;
import dev.diptych.library.RootUpdates;
import dev.diptych.library.SearchAnswer;
import dev.diptych.library.SuggestAnswer;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.Facets;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The description written by hand names what the code has. */
final class ApiDescriptionTest {

  static List<Class<? extends Record>> answers() {
    return List.of(
        SearchAnswer.class,
        SearchAnswer.Asked.class,
        SearchAnswer.Hit.class,
        SearchAnswer.Alike.class,
        SearchAnswer.Part.class,
        DuplicatesAnswer.class,
        DuplicatesAnswer.Group.class,
        DuplicatesAnswer.Picture.class,
        AuditAnswer.class,
        AuditAnswer.Rejected.class,
        SearchAnswer.Logits.class,
        SearchAnswer.Recall.class,
        SearchAnswer.Rerank.class,
        SearchAnswer.Model.class,
        SearchAnswer.Times.class,
        SearchAnswer.Listing.class,
        SearchAnswer.Words.class,
        SearchAnswer.Correction.class,
        SuggestAnswer.class,
        SuggestAnswer.Suggested.class,
        Facets.class,
        FactsAnswer.class,
        ExplainAnswer.class,
        ExplainAnswer.Place.class,
        ItemJson.class,
        StatusJson.class,
        ModelsAnswer.class,
        ModelsAnswer.Model.class,
        RootUpdates.Answer.class,
        JobAnswer.class,
        JobAnswer.Skipped.class,
        JobAnswer.Counts.class,
        EngineStatus.ModelStatus.class,
        EngineStatus.IndexStatus.class,
        EngineStatus.CacheStatus.class,
        Problem.class);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void yaml_everyFieldOfAnAnswer_described(Class<? extends Record> answer) {
    String yaml = served();
    Stream<String> names =
        Arrays.stream(answer.getRecordComponents()).map(RecordComponent::getName);
    assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(yaml).contains(" " + name + ":"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/search",
        "/api/v1/suggest",
        "/api/v1/duplicates",
        "/api/v1/audit",
        "/api/v1/items/{id}",
        "/api/v1/items/{id}/image",
        "/api/v1/items/{id}/thumbnail",
        "/api/v1/items/{id}/explain",
        "/api/v1/items/{id}/explain/overlay",
        "/api/v1/zip",
        "/api/v1/models",
        "/api/v1/jobs",
        "/api/v1/jobs/events",
        "/api/v1/status",
        "/api/v1/openapi.yaml",
        "/health/live",
        "/health/ready"
      })
  void yaml_everyRoute_described(String route) {
    assertThat(served()).contains("\n  " + route + ":\n");
  }

  @ParameterizedTest
  @MethodSource("fields")
  void yaml_everySearchField_describedTwice(String field) {
    // Once as a parameter, once as a field of a body.
    assertThat(served()).containsPattern("name: " + field + "[,\n]").contains(" " + field + ": {");
  }

  static Stream<String> fields() {
    return SearchFields.NAMES.stream().sorted();
  }

  private static String served() {
    try (WebServer server = WebServer.start(new FakeEngine(), WebOptions.DEFAULT.withPort(0));
        ApiClient api = new ApiClient(server.address())) {
      Answer answer = api.get("/api/v1/openapi.yaml");
      assertThat(answer.header("Content-Type")).startsWith("application/yaml");
      return answer.text();
    }
  }
}
