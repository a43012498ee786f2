// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.runtime.CelEvaluationException;
import io.tracewheel.trace.TokenUsage;
import io.tracewheel.trace.trajectory.Content;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final SpanProjection MODEL =
      span(
          "m",
          null,
          new Detail.Model("openai", "gpt-4o", new TokenUsage(10, 5, -1, -1, -1), Content.NONE));
  private static final SpanProjection TOOL =
      span("t", "m", new Detail.Tool("book", null, null, null));

  @Test
  void spansAndTracesAreAskedByTheirFacts() throws Exception {
    assertThat(span("kind == 'model' && model.startsWith('gpt-4')", MODEL)).isTrue();
    assertThat(span("tool == 'book' || failed", MODEL)).isFalse();
    assertThat(span("input_tokens + output_tokens > 14", MODEL)).isTrue();
    assertThat(span("duration_ms > 1", MODEL)).isTrue();
    assertThat(span("root", TOOL)).isFalse();
    assertThat(span("model.matches('^gpt')", MODEL)).isTrue();
    assertThat(trace("'book' in tools && model_calls == 1 && complete")).isTrue();
    assertThat(trace("tools.exists(t, t.startsWith('b'))")).isTrue();
    assertThat(trace("size(agents) > 0")).isFalse();
  }

  @Test
  void everyFactThatIsDeclaredIsThereInItsType() throws Exception {
    for (String name : Facts.SPAN.keySet()) {
      assertThat(span(name + " == " + name, TOOL)).as(name).isTrue();
    }
    for (String name : Facts.TRACE.keySet()) {
      assertThat(trace(name + " == " + name)).as(name).isTrue();
    }
  }

  @Test
  void aWrongFilterIsRefusedWithItsPlace() {
    refused("kind == 'model' && modl == 'x'", "line 1, column 20: undeclared reference to 'modl'");
    refused("kind ==\n  failed", "line 1, column 6: found no matching overload for '_==_'");
    refused("input_tokens", "expected type 'bool' but found 'int'");
    refused("kind == 'model", "line 1, column 9");
    refused("(".repeat(200) + "true" + ")".repeat(200), "line");
    refused("tool == '" + "x".repeat(20_000) + "'", "line");
  }

  @Test
  void whatCannotBeDecidedIsAnErrorNotANo() {
    assertThatThrownBy(() -> span("1 / (input_tokens - 10) > 0", MODEL))
        .isInstanceOf(CelEvaluationException.class);
  }

  private static boolean span(String filter, SpanProjection span) throws CelEvaluationException {
    return Filter.compile(filter, Facts.SPAN).lets(Facts.of(span));
  }

  private static boolean trace(String filter) throws CelEvaluationException {
    Trajectory trajectory = Trajectory.of(List.of(MODEL, TOOL), List.of());
    return Filter.compile(filter, Facts.TRACE).lets(Facts.of(trajectory));
  }

  private static void refused(String filter, String message) {
    assertThatThrownBy(() -> Filter.compile(filter, Facts.SPAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static SpanProjection span(String id, @Nullable String parent, Detail detail) {
    return new SpanProjection("0a", id, parent, 0, 2_000_000, "op", null, false, null, detail);
  }
}
