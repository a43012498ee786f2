// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.ValidationLimitExceededException;
import io.tracewheel.trace.Captured;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.LlmCall;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.ToolCall;
import io.tracewheel.trace.ToolDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code tool_call_arguments_valid}: the arguments of tool calls are what the tools declare.
 *
 * <p>Looks at every tool call in the answer of a model, and at the arguments of a tool run whose
 * span carries tool definitions. Fails when the arguments of a call are no JSON, or not valid
 * against the {@code parameters} schema of the definition with the call's name (see {@link
 * ToolSchemas} for drafts and limits). Empty arguments are an empty object. Calls of tools that are
 * not declared are {@code tool_declared}'s business.
 *
 * <p>Not scored when there is no call, when definitions, schemas or arguments were not captured, or
 * when a schema cannot be used; a call that fails counts even when another could not be checked.
 */
final class ToolCallArgumentsValid implements SpanEvaluator {
  /** Longest arguments that are checked, in bytes. */
  static final int MAX_ARGUMENT_BYTES = 1 << 20;

  private final LinearPatterns patterns = new LinearPatterns();
  private final ToolSchemas schemas = new ToolSchemas(patterns);

  @Override
  public String name() {
    return "tool_call_arguments_valid";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    return operation instanceof LlmCall || operation instanceof ToolCall;
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    patterns.refill();
    return operation instanceof LlmCall call ? ofModel(call) : ofRun((ToolCall) operation);
  }

  private Outcome ofModel(LlmCall call) {
    Captured<List<Message>> output = call.outputMessages();
    List<Message> messages = output.value();
    if (messages == null) {
      return output.isAbsent() ? Unscored.NOT_CAPTURED : Unscored.UNREADABLE;
    }
    List<Part.ToolRequest> requests = ToolRequests.of(messages);
    if (requests.isEmpty()) {
      return Unscored.NOT_APPLICABLE;
    }
    Captured<List<ToolDefinition>> offered = call.toolDefinitions();
    List<ToolDefinition> definitions = offered.value();
    if (definitions == null) {
      return offered.isAbsent() ? Unscored.NOT_CAPTURED : Unscored.UNREADABLE;
    }
    Map<String, ToolDefinition> byName = new HashMap<>();
    definitions.forEach(definition -> byName.putIfAbsent(definition.name(), definition));
    Outcome worst = null;
    for (Part.ToolRequest request : requests) {
      Outcome outcome = check(byName.get(request.name()), request.name(), request.arguments());
      if (outcome instanceof Score score && score.failed()) {
        return score;
      }
      worst = worse(worst, outcome);
    }
    return worst == null ? Unscored.NOT_APPLICABLE : worst;
  }

  private Outcome ofRun(ToolCall run) {
    List<ToolDefinition> definitions = run.toolDefinitions().value();
    if (definitions == null) {
      return Unscored.NOT_APPLICABLE;
    }
    for (ToolDefinition definition : definitions) {
      if (definition.name().equals(run.toolName())) {
        Captured<JsonValue> arguments = run.arguments();
        return arguments.problem() == null
            ? check(definition, run.toolName(), arguments.value())
            : Unscored.UNREADABLE;
      }
    }
    return Unscored.NOT_APPLICABLE;
  }

  /** A reason why a call could not be checked outweighs a call that is valid. */
  private static Outcome worse(@Nullable Outcome first, Outcome second) {
    return first == null || first instanceof Score ? second : first;
  }

  private Outcome check(
      @Nullable ToolDefinition definition, String tool, @Nullable JsonValue arguments) {
    if (definition == null) {
      return Unscored.NOT_APPLICABLE;
    }
    if (definition.parameters() == null || arguments == null) {
      return Unscored.NOT_CAPTURED;
    }
    Schema schema = schemas.compiled(definition.parameters());
    if (schema == null) {
      return Unscored.UNUSABLE_SCHEMA;
    }
    if (arguments.length() > MAX_ARGUMENT_BYTES) {
      return Unscored.OVER_LIMIT;
    }
    JsonValue document = arguments.isBlank() ? JsonValue.of("{}") : arguments.unwrapped();
    JsonNode tree = document.tree().value();
    if (tree == null) {
      return Score.fail(this, "The arguments of " + Names.safe(tool) + " are not readable JSON.");
    }
    return validate(schema, tool, tree);
  }

  private Outcome validate(Schema schema, String tool, JsonNode arguments) {
    List<Error> errors;
    try {
      errors =
          schema.validate(arguments, context -> context.setExecutionConfig(schemas.execution()));
    } catch (ValidationLimitExceededException | LinearPatterns.BudgetSpent e) {
      return Unscored.OVER_LIMIT;
    } catch (SchemaException e) {
      return Unscored.UNUSABLE_SCHEMA; // A reference or pattern that turned out not to be usable.
    }
    return errors.isEmpty()
        ? Score.pass(this)
        : Score.fail(
            this,
            "The arguments of "
                + Names.safe(tool)
                + " do not match its schema: "
                + ToolSchemas.describe(errors)
                + ".");
  }
}
