// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.Captured;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.LlmCall;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code tool_call_not_repeated}: the model does not ask again for what it already knows.
 *
 * <p>Two calls are identical when they name the same tool and their arguments are the same JSON,
 * whatever the order of fields. A call in the answer fails when the same answer holds an identical
 * one before it, or when all of this is true of an identical call in the input messages of the
 * span:
 *
 * <ul>
 *   <li>it stands after the last message of the user: nobody asked anew;
 *   <li>it was answered, and not by an error (see {@link ToolErrors}): trying again after an error
 *       is fine;
 *   <li>where several identical calls were answered, the answers are the same: polling something
 *       that changes is fine;
 *   <li>no other call after it can have changed anything. A call can, unless it was answered by an
 *       error or the name of its tool begins with one of the words {@code get, list, search, find,
 *       read, fetch, lookup, query, describe, show, check, calculate, count, view, think}, or with
 *       one that {@code reading} adds.
 * </ul>
 *
 * <p>Judged from one span alone. Not scored when the answer calls no tool. Without input messages
 * only repetitions inside the answer can be seen: then it fails or is not scored.
 */
final class ToolCallNotRepeated implements SpanEvaluator {
  private static final Set<String> USUAL =
      Set.of(
          "get",
          "list",
          "search",
          "find",
          "read",
          "fetch",
          "lookup",
          "query",
          "describe",
          "show",
          "check",
          "calculate",
          "count",
          "view",
          "think");

  /** First words of the names of tools that change nothing, in lower case. */
  private final Set<String> reading;

  private final String version;

  /** As it is when nothing is configured. */
  ToolCallNotRepeated() {
    this(Set.of());
  }

  private ToolCallNotRepeated(Set<String> more) {
    reading = new HashSet<>(USUAL);
    reading.addAll(more);
    version = more.isEmpty() ? "1" : Fingerprint.of(1, more);
  }

  static ToolCallNotRepeated of(Parameters given) {
    Set<String> more = new TreeSet<>();
    given.texts("reading").forEach(word -> more.add(word.toLowerCase(Locale.ROOT)));
    return new ToolCallNotRepeated(more);
  }

  @Override
  public String name() {
    return "tool_call_not_repeated";
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    return operation instanceof LlmCall;
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    LlmCall call = (LlmCall) operation;
    Captured<List<Message>> output = call.outputMessages();
    List<Message> messages = output.value();
    if (messages == null) {
      return output.isAbsent() ? Unscored.NOT_CAPTURED : Unscored.UNREADABLE;
    }
    Map<String, Set<String>> asked = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (Message message : messages) {
      // Each message is one choice; repetition counts within a choice.
      asked.clear();
      for (Part.ToolRequest request : ToolRequests.of(List.of(message))) {
        names.add(request.name());
        String arguments = CanonicalJson.ofArguments(request.arguments());
        if (arguments != null
            && !asked.computeIfAbsent(request.name(), n -> new HashSet<>()).add(arguments)) {
          return Score.fail(
              this,
              "The answer calls the tool "
                  + Names.safe(request.name())
                  + " twice with the same arguments.");
        }
      }
    }
    if (names.isEmpty()) {
      return Unscored.NOT_APPLICABLE;
    }
    Captured<List<Message>> input = call.inputMessages();
    List<Message> history = input.value();
    if (history == null) {
      return input.isAbsent() ? Unscored.NOT_CAPTURED : Unscored.UNREADABLE;
    }
    return againstHistory(messages, names, history);
  }

  private Outcome againstHistory(List<Message> messages, Set<String> names, List<Message> history) {
    Map<String, Map<String, Known>> known = known(history, names);
    for (Part.ToolRequest request : ToolRequests.of(messages)) {
      Map<String, Known> calls = known.get(request.name());
      String arguments = calls == null ? null : CanonicalJson.ofArguments(request.arguments());
      Known earlier = calls == null || arguments == null ? null : calls.get(arguments);
      if (earlier != null && !earlier.changing) {
        return Score.fail(
            this,
            "The tool "
                + Names.safe(request.name())
                + " is called again with the same arguments although its answer is known.");
      }
    }
    return Score.pass(this);
  }

  /** What the model knows since the user last spoke, of the tools it calls: by name, arguments. */
  private Map<String, Map<String, Known>> known(List<Message> history, Set<String> names) {
    List<Call> calls = callsOfTurn(history);
    Map<String, Map<String, Known>> known = new HashMap<>();
    for (Call call : calls) {
      JsonValue answer = call.answer;
      boolean error = answer != null && (call.error || ToolErrors.sign(answer) != null);
      if (error) {
        continue;
      }
      if (!isReading(call.name)) {
        // It may have changed what the tools before would answer now.
        String own = names.contains(call.name) ? CanonicalJson.ofArguments(call.arguments) : null;
        Known same = own == null ? null : known.getOrDefault(call.name, Map.of()).get(own);
        known.clear();
        if (same != null && own != null) {
          known.computeIfAbsent(call.name, n -> new HashMap<>()).put(own, same);
        }
      }
      if (answer != null && names.contains(call.name)) {
        String arguments = CanonicalJson.ofArguments(call.arguments);
        if (arguments != null) {
          known
              .computeIfAbsent(call.name, n -> new HashMap<>())
              .computeIfAbsent(arguments, a -> new Known(answer))
              .answered(answer);
        }
      }
    }
    return known;
  }

  private static List<Call> callsOfTurn(List<Message> history) {
    List<Call> calls = new ArrayList<>();
    Map<String, Call> byId = new HashMap<>();
    for (int i = turnStart(history); i < history.size(); i++) {
      for (Part part : history.get(i).parts()) {
        if (part instanceof Part.ToolRequest request && !request.name().isEmpty()) {
          Call call = new Call(request.name(), request.arguments());
          calls.add(call);
          if (request.id() != null) {
            byId.put(request.id(), call);
          }
        } else if (part instanceof Part.ToolResponse response && response.response() != null) {
          Call call = response.id() == null ? lone(calls) : byId.get(response.id());
          if (call != null) {
            call.answer = response.response();
            call.error = response.markedAsError();
          }
        }
      }
    }
    return calls;
  }

  /** A response without an id belongs to the last call when that has none yet. */
  private static @Nullable Call lone(List<Call> calls) {
    Call last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
    return last == null || last.answer != null ? null : last;
  }

  /** Position after the last message in which the user says something. */
  private static int turnStart(List<Message> history) {
    for (int i = history.size() - 1; i >= 0; i--) {
      Message message = history.get(i);
      if (message.role() == Role.USER
          && message.parts().stream().anyMatch(part -> !(part instanceof Part.ToolResponse))) {
        return i + 1;
      }
    }
    return 0;
  }

  private boolean isReading(String tool) {
    int end = 0;
    while (end < tool.length()
        && Character.isLetter(tool.charAt(end))
        && (end == 0 || !Character.isUpperCase(tool.charAt(end)))) {
      end++;
    }
    return reading.contains(tool.substring(0, end).toLowerCase(Locale.ROOT));
  }

  private static final class Call {
    private final String name;
    private final @Nullable JsonValue arguments;
    private @Nullable JsonValue answer;
    private boolean error;

    Call(String name, @Nullable JsonValue arguments) {
      this.name = name;
      this.arguments = arguments;
    }
  }

  /** The answers to identical calls. */
  private static final class Known {
    private final JsonValue first;
    private boolean changing;

    Known(JsonValue first) {
      this.first = first;
    }

    void answered(JsonValue answer) {
      changing |= !first.sameBytes(answer);
    }
  }
}
