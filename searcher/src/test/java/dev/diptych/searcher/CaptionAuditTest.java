package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ItemId;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Audits in steps: what was found is kept until the index changes. */
class CaptionAuditTest {

  private static final int PICTURES = 40;
  private static final int WRONG = 10;

  /** Above the half that a pair without a word in common has. */
  private static final AuditRequest ALL = new AuditRequest(0.6, true);

  private final MemoryReader reader = new MemoryReader();
  private final WordModel model = new WordModel();
  private final SearchEngine engine =
      IndexSearchEngine.open(
          reader, model, WordModel::read, new SearchOptions(1 << 20, 1 << 20, 16, Duration.ZERO));

  @BeforeEach
  void fill() {
    for (int i = 0; i < PICTURES; i++) {
      ItemId picture = reader.picture(i, "a red circle number " + i);
      reader.text(i, i < WRONG ? "nothing of that kind here" : "a red circle number " + i, picture);
    }
    engine.refresh();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private AuditReport audit(AuditRequest request) {
    return engine.audit(request, Cancellation.NEVER, _ -> {});
  }

  @Test
  void audit_budgetOver_eachOneGoesOnWhereTheLastEnded() {
    AuditRequest brief = ALL.within(Duration.ofNanos(1));
    List<Integer> looked = new ArrayList<>();
    AuditReport report;
    do {
      report = audit(brief);
      looked.add(report.looked());
    } while (report.outOfTime());

    assertThat(looked).isSorted().endsWith(PICTURES);
    assertThat(looked.stream().distinct()).as("pictures, then a suggestion at least").hasSize(3);
    assertThat(looked).hasSizeLessThanOrEqualTo(3 + WRONG);
    assertThat(report).isEqualTo(audit(ALL));
    assertThat(report.images()).isEqualTo(PICTURES);
    assertThat(report.texts()).isEqualTo(PICTURES);
    assertThat(report.found()).isEqualTo(WRONG);
    assertThat(report.rejected()).hasSize(WRONG);
  }

  @Test
  void audit_pages_fitTogetherAndLookAtNothingAgain() {
    List<AuditReport.Rejected> all = audit(ALL).rejected();
    int runs = model.textRuns.get();

    List<AuditReport.Rejected> pages = new ArrayList<>();
    for (int offset = 0; offset < WRONG + 4; offset += 4) {
      AuditReport page = audit(ALL.withPage(offset, 4));
      assertThat(page.found()).isEqualTo(WRONG);
      assertThat(page.outOfTime()).isFalse();
      pages.addAll(page.rejected());
    }

    assertThat(pages).isEqualTo(all);
    assertThat(audit(new AuditRequest(0.4, true)).found()).isZero();
    assertThat(model.textRuns.get()).isEqualTo(runs);
  }

  @Test
  void audit_indexHasChanged_beginsAnew() {
    audit(ALL);
    reader.text(99, "not that either", MemoryReader.id("image", 20));
    engine.refresh();

    assertThat(audit(ALL).found()).isEqualTo(WRONG + 1);
  }

  @Test
  void audit_nobodyWaits_endsAndKeepsWhatWasFound() {
    assertThatThrownBy(() -> engine.audit(ALL, () -> true, _ -> {}))
        .isInstanceOf(CancellationException.class);
    assertThat(audit(ALL).found()).isEqualTo(WRONG);
  }

  @Test
  void request_impossible_refused() {
    assertThatThrownBy(() -> ALL.withPage(0, 0)).isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> ALL.withPage(-1, 1)).isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> new AuditRequest(1, true)).isInstanceOf(DiptychException.class);
  }
}
