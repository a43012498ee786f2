// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.tracewheel.trace.TokenUsage;
import io.tracewheel.trace.trajectory.Activity;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Step;
import io.tracewheel.trace.trajectory.ToolUse;
import io.tracewheel.trace.trajectory.Totals;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a filter can ask about: flat values of the normal form. A text that nobody says is empty, a
 * count -1.
 */
public final class Facts {
  private static final CelType TEXT = SimpleType.STRING;
  private static final CelType COUNT = SimpleType.INT;
  private static final CelType FLAG = SimpleType.BOOL;
  private static final CelType NUMBER = SimpleType.DOUBLE;
  private static final CelType TEXTS = ListType.create(SimpleType.STRING);

  /** Of one GenAI span. */
  static final Map<String, CelType> SPAN = span();

  /** Of a whole trace. */
  static final Map<String, CelType> TRACE = trace();

  private Facts() {}

  private static Map<String, CelType> span() {
    Map<String, CelType> types = new LinkedHashMap<>();
    types.put("kind", TEXT);
    types.put("operation", TEXT);
    types.put("agent", TEXT);
    types.put("tool", TEXT);
    types.put("provider", TEXT);
    types.put("model", TEXT);
    types.put("conversation", TEXT);
    types.put("trace_id", TEXT);
    types.put("root", FLAG);
    types.put("failed", FLAG);
    types.put("error_type", TEXT);
    types.put("duration_ms", NUMBER);
    types.put("input_tokens", COUNT);
    types.put("output_tokens", COUNT);
    return Map.copyOf(types);
  }

  private static Map<String, CelType> trace() {
    Map<String, CelType> types = new LinkedHashMap<>();
    types.put("agent", TEXT);
    types.put("agents", TEXTS);
    types.put("models", TEXTS);
    types.put("tools", TEXTS);
    types.put("conversation", TEXT);
    types.put("trace_id", TEXT);
    types.put("turns", COUNT);
    types.put("model_calls", COUNT);
    types.put("tool_calls", COUNT);
    types.put("failed_model_calls", COUNT);
    types.put("failed_tool_calls", COUNT);
    types.put("failed", FLAG);
    types.put("complete", FLAG);
    types.put("duration_ms", NUMBER);
    types.put("input_tokens", COUNT);
    types.put("output_tokens", COUNT);
    types.put("answer", TEXT);
    return Map.copyOf(types);
  }

  /** Of a GenAI span, without what was said in it. */
  public static Map<String, Object> of(SpanProjection span) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("kind", "other");
    facts.put("agent", "");
    facts.put("tool", "");
    facts.put("provider", "");
    facts.put("model", "");
    facts.put("input_tokens", -1L);
    facts.put("output_tokens", -1L);
    facts.put("operation", span.operation());
    facts.put("conversation", text(span.conversationId()));
    facts.put("trace_id", span.traceId());
    facts.put("root", span.parentSpanId() == null);
    facts.put("failed", span.failed());
    facts.put("error_type", text(span.errorType()));
    facts.put("duration_ms", span.durationNanos() / 1e6);
    if (span.detail() instanceof Detail.Model model) {
      facts.put("kind", "model");
      facts.put("provider", text(model.provider()));
      facts.put("model", text(model.model()));
      putUsage(facts, model.usage());
    } else if (span.detail() instanceof Detail.Tool tool) {
      facts.put("kind", "tool");
      facts.put("tool", tool.name());
    } else if (span.detail() instanceof Detail.Agent agent) {
      facts.put("kind", "agent");
      facts.put("agent", text(agent.name()));
      putUsage(facts, agent.usage());
    }
    return facts;
  }

  /** Of a whole run. */
  public static Map<String, Object> of(Trajectory trajectory) {
    Totals totals = trajectory.totals();
    Map<String, Object> facts = new HashMap<>();
    facts.put("agent", text(trajectory.root().name()));
    facts.put("agents", distinct(trajectory.activities().stream().map(Activity::name)));
    facts.put("models", distinct(trajectory.steps().stream().map(Facts::model)));
    facts.put("tools", distinct(trajectory.tools().stream().map(ToolUse::name)));
    facts.put("conversation", text(trajectory.conversationId()));
    facts.put("trace_id", trajectory.traceId());
    facts.put("turns", (long) trajectory.root().turns().size());
    facts.put("model_calls", (long) totals.modelCalls());
    facts.put("tool_calls", (long) totals.toolCalls());
    facts.put("failed_model_calls", (long) totals.failedModelCalls());
    facts.put("failed_tool_calls", (long) totals.failedToolCalls());
    facts.put("failed", trajectory.rootSpan().failed());
    facts.put("complete", trajectory.completeness().complete());
    facts.put("duration_ms", totals.durationNanos() / 1e6);
    facts.put("answer", trajectory.finalAnswer());
    putUsage(facts, totals.tokens());
    return facts;
  }

  private static @Nullable String model(Step step) {
    return step.model() != null && step.model().detail() instanceof Detail.Model model
        ? model.model()
        : null;
  }

  private static List<String> distinct(Stream<@Nullable String> names) {
    return names.filter(Objects::nonNull).distinct().toList();
  }

  private static void putUsage(Map<String, Object> facts, TokenUsage usage) {
    facts.put("input_tokens", usage.input());
    facts.put("output_tokens", usage.output());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
