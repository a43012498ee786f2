// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.evaluators.Judgement;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.judges.client.JudgeReply;
import io.tracewheel.judges.client.JudgeRequest;
import io.tracewheel.judges.conduct.Limits;
import io.tracewheel.judges.conduct.Spent;
import io.tracewheel.judges.rubric.Filled;
import io.tracewheel.judges.rubric.Rubric;
import io.tracewheel.judges.rubric.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One judgement on its way: first asked, perhaps tried again, perhaps repaired. One thread has it
 * at a time; it is handed on through executors and the judge's lock.
 */
final class Asking {
  /** Tokens that a provider may add around what is sent. */
  private static final int ENVELOPE_TOKENS = 512;

  /** What is asked, and for whom. */
  record Question(
      String rule,
      Limits limits,
      Rubric rubric,
      Filled.Prompt prompt,
      String targetTraceId,
      String targetSpanId) {}

  final Question question;
  final CompletableFuture<Judged> done = new CompletableFuture<>();
  final long askedAt;
  final String traceId;
  final String spanId;
  private final JudgeSettings settings;
  private final String schema;
  private final long startUnixNano;
  private final List<String> turns = new ArrayList<>();
  private int attempts;
  private int calls;
  private long inputTokens;
  private long outputTokens;
  private long nanos;
  private @Nullable String model;
  private @Nullable String responseId;

  Asking(Question question, JudgeSettings settings, JudgeWorld world) {
    this.question = question;
    this.settings = settings;
    this.askedAt = world.clock().nanoTime();
    this.startUnixNano = world.clock().unixNanos();
    this.traceId = JudgeTrace.newTraceId(world.random());
    this.spanId = JudgeTrace.newSpanId(world.random());
    this.schema = question.rubric().schema();
    turns.add(question.prompt().user());
  }

  JudgeRequest request(String callSpanId) {
    return new JudgeRequest(
        question.prompt().instructions(),
        turns,
        schema,
        settings.maxOutputTokens(),
        settings.temperature(),
        "00-" + traceId + "-" + callSpanId + "-01");
  }

  /** No token is shorter than a byte. */
  private long mostInputTokens() {
    long bytes = ENVELOPE_TOKENS + utf8(question.prompt().instructions()) + utf8(schema);
    for (String turn : turns) {
      bytes += utf8(turn);
    }
    return bytes;
  }

  private static int utf8(String text) {
    return text.getBytes(UTF_8).length;
  }

  long mostTokens() {
    return mostInputTokens() + settings.maxOutputTokens();
  }

  Spent most(long unixNanos) {
    return new Spent(
        1, mostTokens(), money(mostInputTokens(), settings.maxOutputTokens(), unixNanos));
  }

  /** Billionths, rounded up; 0 when nobody says what the model costs. */
  long money(long input, long output, long unixNanos) {
    Double cost = settings.tariff().cost(input, output, unixNanos);
    return cost == null ? 0 : (long) Math.ceil(Math.min(cost, 1e9) * Limits.NANOS);
  }

  /** Counts a call that was made. */
  void made(@Nullable JudgeReply reply, Spent spent) {
    calls++;
    attempts++;
    nanos += spent.nanos();
    boolean known = reply != null && reply.inputTokens() >= 0 && reply.outputTokens() >= 0;
    if (reply != null) {
      model = reply.model() == null ? model : reply.model();
      responseId = reply.responseId();
    }
    inputTokens =
        known && reply != null && inputTokens >= 0 ? inputTokens + reply.inputTokens() : -1;
    outputTokens =
        known && reply != null && outputTokens >= 0 ? outputTokens + reply.outputTokens() : -1;
  }

  /** How often the present turn was tried. */
  int attempts() {
    return attempts;
  }

  boolean repaired() {
    return turns.size() > 1;
  }

  /** The next call asks for the same once more, with what was wrong. */
  void repair(String answer, String problem) {
    turns.add(answer);
    turns.add(question.rubric().repair(problem));
    attempts = 0;
  }

  Judged judged(Verdict verdict) {
    return new Judged(verdict, null, "", judgement());
  }

  Judged not(Unscored why, String reason) {
    return new Judged(null, why, reason, calls == 0 ? null : judgement());
  }

  private Judgement judgement() {
    boolean priced = settings.tariff().cost(1, 1, startUnixNano) != null;
    return new Judgement(
        settings.name(),
        settings.providerName(),
        model == null ? settings.endpoint().model() : model,
        responseId,
        calls,
        inputTokens,
        outputTokens,
        priced ? (double) nanos / Limits.NANOS : null,
        settings.currency(),
        question.prompt().leftOut(),
        traceId,
        spanId);
  }

  /** The span of the whole judgement. */
  JudgeSpan span(Judged outcome, long endUnixNano) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("tracewheel.judge", settings.name());
    attributes.put("tracewheel.rule.name", question.rule());
    attributes.put("tracewheel.rubric", question.rubric().id());
    attributes.put("tracewheel.judge.calls", (long) calls);
    Unscored why = outcome.why();
    return new JudgeSpan(
        traceId,
        spanId,
        null,
        "judge " + question.rubric().id(),
        false,
        startUnixNano,
        endUnixNano,
        attributes,
        why == null ? null : why.name().toLowerCase(java.util.Locale.ROOT),
        question.targetTraceId(),
        question.targetSpanId());
  }

  /** The span of one call. */
  JudgeSpan span(
      String callSpanId,
      long start,
      long end,
      @Nullable JudgeReply reply,
      @Nullable String errorType) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("gen_ai.operation.name", "chat");
    attributes.put("gen_ai.provider.name", settings.providerName());
    attributes.put("gen_ai.request.model", settings.endpoint().model());
    attributes.put("gen_ai.request.max_tokens", (long) settings.maxOutputTokens());
    attributes.put("tracewheel.judge", settings.name());
    if (settings.temperature() != null) {
      attributes.put("gen_ai.request.temperature", settings.temperature());
    }
    if (settings.endpoint().uri() != null) {
      attributes.put("server.address", settings.endpoint().uri().getHost());
      if (settings.endpoint().uri().getPort() > 0) {
        attributes.put("server.port", (long) settings.endpoint().uri().getPort());
      }
    }
    if (reply != null) {
      if (reply.model() != null) {
        attributes.put("gen_ai.response.model", reply.model());
      }
      if (reply.responseId() != null) {
        attributes.put("gen_ai.response.id", reply.responseId());
      }
      if (reply.inputTokens() >= 0) {
        attributes.put("gen_ai.usage.input_tokens", reply.inputTokens());
      }
      if (reply.outputTokens() >= 0) {
        attributes.put("gen_ai.usage.output_tokens", reply.outputTokens());
      }
    }
    if (settings.captureContent()) {
      attributes.putAll(JudgeContent.of(question.prompt().instructions(), turns, reply));
    }
    return new JudgeSpan(
        traceId,
        callSpanId,
        spanId,
        "chat " + settings.endpoint().model(),
        true,
        start,
        end,
        attributes,
        errorType,
        question.targetTraceId(),
        question.targetSpanId());
  }
}
