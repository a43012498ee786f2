// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.LlmCall;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code answer_complete}: the model ended its answer by itself.
 *
 * <p>Fails when a finish reason of the call, whatever its case, says that the answer was cut at a
 * token limit, withheld by a filter, refused, or ended in an error (the words are those of OpenAI,
 * Anthropic, Gemini, Bedrock, Mistral and Cohere, see the table in the code). Passes when all
 * reasons are others. Not scored without a finish reason.
 *
 * @param accepted reasons in lower case that are fine all the same
 */
record AnswerComplete(Set<String> accepted) implements SpanEvaluator {
  private static final String CUT = "the answer was cut at the token limit";
  private static final String FILTERED = "the answer was withheld by a filter";
  private static final String REFUSED = "the model refused to answer";
  private static final String BROKEN = "the answer ended in an error";

  private static final Map<String, String> BAD =
      Map.ofEntries(
          Map.entry("length", CUT),
          Map.entry("max_tokens", CUT),
          Map.entry("max_output_tokens", CUT),
          Map.entry("model_length", CUT),
          Map.entry("model_context_window_exceeded", CUT),
          Map.entry("error_limit", CUT),
          Map.entry("content_filter", FILTERED),
          Map.entry("content_filtered", FILTERED),
          Map.entry("guardrail_intervened", FILTERED),
          Map.entry("safety", FILTERED),
          Map.entry("recitation", FILTERED),
          Map.entry("blocklist", FILTERED),
          Map.entry("prohibited_content", FILTERED),
          Map.entry("spii", FILTERED),
          Map.entry("image_safety", FILTERED),
          Map.entry("error_toxic", FILTERED),
          Map.entry("refusal", REFUSED),
          Map.entry("error", BROKEN),
          Map.entry("malformed_function_call", BROKEN),
          Map.entry("malformed_model_output", BROKEN),
          Map.entry("malformed_tool_use", BROKEN));

  /** As it is when nothing is configured. */
  AnswerComplete() {
    this(Set.of());
  }

  static AnswerComplete of(Parameters given) {
    Set<String> accepted = new TreeSet<>();
    given.texts("accept").forEach(reason -> accepted.add(reason.toLowerCase(Locale.ROOT)));
    return new AnswerComplete(accepted);
  }

  @Override
  public String name() {
    return "answer_complete";
  }

  @Override
  public String version() {
    return accepted.isEmpty() ? "1" : Fingerprint.of(1, accepted);
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    return operation instanceof LlmCall;
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    List<String> reasons = ((LlmCall) operation).finishReasons();
    if (reasons.isEmpty()) {
      return Unscored.NOT_CAPTURED;
    }
    for (String reason : reasons) {
      String key = reason.toLowerCase(Locale.ROOT);
      String why = BAD.get(key);
      if (why != null && !accepted.contains(key)) {
        return Score.fail(this, "Finish reason " + key + ": " + why + ".");
      }
    }
    return Score.pass(this);
  }
}
