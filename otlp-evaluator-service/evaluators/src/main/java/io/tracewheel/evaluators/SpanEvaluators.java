// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.evaluators.privacy.NothingPrivate;
import io.tracewheel.evaluators.privacy.PromptInjection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** The evaluators of spans that rules can name, by id. Immutable. */
public final class SpanEvaluators {
  private final Map<String, Factory> factories = new LinkedHashMap<>();

  private interface Factory {
    /** Checks the parameters at once; what it gives makes an evaluator for one thread. */
    Supplier<SpanEvaluator> prepare(String id, JsonNode parameters);
  }

  /** The catalogue. */
  public SpanEvaluators() {
    add("answer_complete", AnswerComplete::of, "accept");
    add("answer_not_empty", given -> new AnswerNotEmpty());
    add("answer_json_valid", given -> new AnswerJsonValid());
    add("tool_declared", given -> new ToolDeclared());
    add("tool_call_arguments_valid", given -> new ToolCallArgumentsValid());
    add("tool_call_not_repeated", ToolCallNotRepeated::of, "reading");
    add("tool_success", given -> new ToolSuccess());
    add("pii", NothingPrivate::pii, "types", "where");
    add("secrets", NothingPrivate::secrets, "types", "where");
    add("prompt_injection", PromptInjection::of, "where");
  }

  /** An evaluator whose parameters say everything; a new object for each thread. */
  private void add(String id, Function<Parameters, SpanEvaluator> create, String... known) {
    factories.put(
        id,
        (name, given) -> {
          Parameters parameters = new Parameters(given, name, known);
          SpanEvaluator unused = create.apply(parameters); // throws where they are wrong
          return () -> create.apply(parameters);
        });
  }

  /** All ids, in the order of the catalogue. */
  public List<String> ids() {
    return List.copyOf(factories.keySet());
  }

  /**
   * Checks the parameters of an evaluator and makes it ready.
   *
   * @param parameters an object; see the README for what each evaluator takes
   * @return makes a new evaluator for one thread
   * @throws IllegalArgumentException if there is no such evaluator, or a parameter is unknown or
   *     wrong; the message is a clause that says so
   */
  public Supplier<SpanEvaluator> create(String id, JsonNode parameters) {
    Factory factory = factories.get(id);
    if (factory == null) {
      throw new IllegalArgumentException("there is no span evaluator " + id);
    }
    return factory.prepare(id, parameters);
  }
}
