// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.trajectory.Call;
import io.tracewheel.evaluators.trajectory.NamePattern;
import io.tracewheel.evaluators.trajectory.Reference;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.replay.BadRecordingException;
import io.tracewheel.server.replay.Recording;
import io.tracewheel.trace.trajectory.Trajectory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * References from a file of JSON lines, one object each. {@code trace_id} says for which trace, or
 * {@code conversation}, a conversation id or glob, for which task; {@code calls} are the expected
 * tool calls ({@code name} and {@code arguments}); {@code steps}, {@code tool_calls}, {@code
 * latency_seconds}, {@code solved}, {@code documents} (ids that retrievals should find, one list
 * for all or one for each), {@code answer} (what the final answer should say: a text, or any other
 * JSON value) and {@code assertions} (sentences that must be true of the run) are optional. Also
 * understood: {@code traceId}, {@code referenceActions} with {@code kwargs}, and {@code reward},
 * which solves the task from 1. Other fields are passed over. Immutable.
 */
public final class References {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Map<String, Reference> byTrace = new HashMap<>();
  private final Map<String, Reference> byConversation = new LinkedHashMap<>();

  private References() {}

  /** No reference for any trace. */
  public static References none() {
    return new References();
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or used; the message names file, line and fault
   */
  public static References read(String file) throws IOException {
    References references = new References();
    try (Recording lines = Recording.open(file, InputStream.nullInputStream())) {
      for (ByteSlice line = lines.next(); line != null; line = lines.next()) {
        try {
          references.add(JSON.readTree(line.array(), line.offset(), line.length()));
        } catch (JacksonException e) {
          throw new BadRecordingException(place(lines) + "is not valid JSON.");
        } catch (IllegalArgumentException e) {
          throw new BadRecordingException(place(lines) + e.getMessage() + ".");
        }
      }
    }
    return references;
  }

  private static String place(Recording lines) {
    return lines.name() + ":" + lines.line() + " ";
  }

  /** The reference of a trace: by its id, else by its conversation; null when there is none. */
  public @Nullable Reference of(Trajectory trajectory) {
    Reference own = byTrace.get(trajectory.traceId());
    String conversation = trajectory.conversationId();
    if (own != null || conversation == null) {
      return own;
    }
    for (Map.Entry<String, Reference> entry : byConversation.entrySet()) {
      if (NamePattern.matches(entry.getKey(), conversation)) {
        return entry.getValue();
      }
    }
    return null;
  }

  private void add(JsonNode node) {
    String trace = text(node, "trace_id", "traceId");
    String conversation = text(node, "conversation", "conversation");
    if ((trace == null) == (conversation == null)) {
      throw new IllegalArgumentException(
          "is no reference: it needs either \"trace_id\" or \"conversation\"");
    }
    Reference reference =
        new Reference(
            calls(node),
            count(node, "steps"),
            count(node, "tool_calls"),
            number(node, "latency_seconds"),
            solved(node),
            answer(node),
            assertions(node),
            documents(node));
    if (trace != null) {
      byTrace.put(trace.toLowerCase(Locale.ROOT), reference);
    } else if (conversation != null) {
      byConversation.put(conversation, reference);
    }
  }

  private static @Nullable List<Call> calls(JsonNode node) {
    JsonNode list = node.has("calls") ? node.get("calls") : node.get("referenceActions");
    if (list == null || list.isNull()) {
      return null;
    }
    List<Call> calls = new ArrayList<>();
    for (JsonNode element : list) {
      String name = text(element, "name", "tool");
      JsonNode arguments =
          element.has("arguments") ? element.get("arguments") : element.get("kwargs");
      if (name == null || (arguments != null && !arguments.isObject())) {
        throw new IllegalArgumentException(
            "has a call that is no object with a \"name\" and an object \"arguments\"");
      }
      calls.add(
          new Call(name, arguments == null ? JsonNodeFactory.instance.objectNode() : arguments));
    }
    return calls;
  }

  private static @Nullable List<String> assertions(JsonNode node) {
    JsonNode list = node.get("assertions");
    if (list == null || list.isNull()) {
      return null;
    }
    List<String> assertions = new ArrayList<>();
    for (JsonNode element : list) {
      if (!element.isString() || element.asString().isBlank()) {
        throw new IllegalArgumentException("has \"assertions\" that are no list of sentences");
      }
      assertions.add(element.asString());
    }
    return assertions;
  }

  /** One list of ids, or a list of such lists. */
  private static @Nullable List<List<String>> documents(JsonNode node) {
    JsonNode given = node.get("documents");
    if (given == null || given.isNull()) {
      return null;
    }
    boolean many = given.isArray() && !given.isEmpty() && given.get(0).isArray();
    List<List<String>> lists = new ArrayList<>();
    for (JsonNode list : many ? given : List.of(given)) {
      List<String> ids = new ArrayList<>();
      for (JsonNode id : list) {
        ids.add(id.asString(""));
      }
      if (!list.isArray() || ids.contains("")) {
        throw new IllegalArgumentException(
            "has \"documents\" that are no list of ids, nor a list of such lists");
      }
      lists.add(ids);
    }
    return lists;
  }

  private static @Nullable String answer(JsonNode node) {
    JsonNode value = node.get("answer");
    return value == null || value.isNull() || value.isString()
        ? text(node, "answer", "answer")
        : value.toString();
  }

  private static @Nullable Boolean solved(JsonNode node) {
    if (node.path("solved").isBoolean()) {
      return node.path("solved").asBoolean();
    }
    return node.path("reward").isNumber() ? node.path("reward").asDouble() >= 1 : null;
  }

  private static @Nullable Integer count(JsonNode node, String field) {
    Double value = number(node, field);
    return value == null ? null : value.intValue();
  }

  private static @Nullable Double number(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isNumber() || !(value.asDouble() > 0)) {
      throw new IllegalArgumentException("has a \"" + field + "\" that is no number above 0");
    }
    return value.asDouble();
  }

  private static @Nullable String text(JsonNode node, String field, String other) {
    JsonNode value = node.has(field) ? node.get(field) : node.get(other);
    return value != null && value.isString() && !value.asString().isEmpty()
        ? value.asString()
        : null;
  }
}
