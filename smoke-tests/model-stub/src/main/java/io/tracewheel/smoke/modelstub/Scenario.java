// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.modelstub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the model says to what: the first turn whose condition holds answers. Immutable.
 *
 * @param turns in the order in which they are tried
 */
public record Scenario(List<Turn> turns) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Copies the list. */
  public Scenario {
    turns = List.copyOf(turns);
  }

  /**
   * One scripted answer.
   *
   * @param when the condition
   * @param then the answer
   */
  public record Turn(When when, Then then) {}

  /**
   * A condition on the conversation so far; what is not given always holds.
   *
   * @param user text that the last message of the user contains
   * @param system text that the first system message contains
   * @param toolResults number of tool results after the last message of the user
   */
  public record When(
      @Nullable String user, @Nullable String system, @Nullable Integer toolResults) {
    boolean holds(Conversation conversation) {
      return (user == null || conversation.lastUserText().contains(user))
          && (system == null || conversation.systemText().contains(system))
          && (toolResults == null || conversation.toolResults() == toolResults);
    }
  }

  /**
   * An answer.
   *
   * @param text text of the message
   * @param toolCalls tools to call
   * @param finish finish reason; when not given {@code tool_calls} or {@code stop}
   * @param usage tokens; when not given, counted from the texts
   * @param delayMillis time until the first byte, in milliseconds
   * @param error answer with this error instead
   */
  public record Then(
      @Nullable String text,
      @Nullable List<ToolCall> toolCalls,
      @Nullable String finish,
      @Nullable Usage usage,
      @Nullable Integer delayMillis,
      @Nullable ApiError error) {
    List<ToolCall> calls() {
      return toolCalls == null ? List.of() : toolCalls;
    }

    String finishReason() {
      if (finish != null) {
        return finish;
      }
      return calls().isEmpty() ? "stop" : "tool_calls";
    }
  }

  /**
   * A tool that the model asks for.
   *
   * @param name name of the tool
   * @param arguments an object, or a string that is sent as it is, so that it may be no JSON at all
   */
  public record ToolCall(String name, JsonNode arguments) {
    String argumentsText() {
      return arguments.isString() ? arguments.stringValue() : arguments.toString();
    }
  }

  /**
   * Tokens.
   *
   * @param input tokens of the prompt, the cached ones included
   * @param output tokens of the answer, those of reasoning included
   * @param cached tokens of the prompt that came from a cache
   * @param reasoning tokens of the answer that were spent on reasoning
   */
  public record Usage(int input, int output, int cached, int reasoning) {}

  /**
   * An error of the API.
   *
   * @param status HTTP status
   * @param type machine-readable kind
   * @param message sentence
   */
  public record ApiError(int status, String type, String message) {}

  Optional<Then> answerTo(Conversation conversation) {
    return turns.stream()
        .filter(turn -> turn.when().holds(conversation))
        .map(Turn::then)
        .findFirst();
  }

  /**
   * Reads a scenario.
   *
   * @param json text of the scenario
   * @throws IllegalArgumentException if it is no scenario; the message says where
   */
  public static Scenario parse(String json) {
    try {
      return MAPPER.readValue(json, Scenario.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no scenario: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Reads a scenario.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is no scenario
   */
  public static Scenario read(Path file) throws IOException {
    return parse(Files.readString(file));
  }
}
