// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.EventView;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Fields of a span in the words of the dialects it is written in. What the span lacks is sought in
 * its details event and in the log records that belong to it.
 */
final class SpanFields {
  private static final String DETAILS_EVENT = "gen_ai.client.inference.operation.details";
  private static final int STATUS_ERROR = 2;

  private final SpanView span;
  private final List<Dialect> dialects;
  private final List<LogRecordView> logs;
  private final ContentLimits limits;
  private @Nullable List<AttributeList> details;
  private @Nullable Map<String, Captured<JsonNode>> trees;

  /**
   * The fields of one span.
   *
   * @param dialects in the order of their word
   * @param logs records that belong to the span
   */
  SpanFields(
      SpanView span, List<Dialect> dialects, List<LogRecordView> logs, ContentLimits limits) {
    this.span = span;
    this.dialects = dialects;
    this.logs = logs;
    this.limits = limits;
  }

  /** How much work reading content may cause. */
  ContentLimits limits() {
    return limits;
  }

  SpanView span() {
    return span;
  }

  List<LogRecordView> logs() {
    return logs;
  }

  /** What the span is written in; the conventions' name when nobody else claims it. */
  String dialect() {
    return dialects.isEmpty() ? Convention.name(span.attributes()) : dialects.get(0).name();
  }

  /** Whether the status of the span is ERROR. */
  boolean statusIsError() {
    return span.statusCode() == STATUS_ERROR;
  }

  /** The first source that holds something that a use can make sense of. */
  private <T> @Nullable T first(Field field, Use<T> use) {
    int named = dialects.size();
    for (int i = 0; i <= 2 * named; i++) {
      Source[] sources =
          i < named
              ? dialects.get(i).first(field)
              : i == named ? Convention.sources(field) : dialects.get(i - named - 1).then(field);
      for (Source source : sources) {
        Found found = find(source);
        T used = found == null ? null : use.of(source, found);
        if (used != null) {
          return used;
        }
      }
    }
    return null;
  }

  @FunctionalInterface
  private interface Use<T> {
    @Nullable T of(Source source, Found found);
  }

  /** A text that says something; null when there is none. */
  @Nullable String string(Field field) {
    return first(field, (source, found) -> found.text());
  }

  /** Who serves the model, in the convention's words; null when only a framework is named. */
  @Nullable String provider() {
    return first(
        Field.PROVIDER,
        (source, found) -> {
          String name = found.text();
          return name == null ? null : Providers.normal(name);
        });
  }

  /** A number; null when there is none. */
  @Nullable Double number(Field field) {
    return first(field, (source, found) -> found.number());
  }

  /** A whole number; a text that holds one is read as one, as some emitters know only texts. */
  long integer(Field field, long missing) {
    Double number = number(field);
    return number == null ? missing : number.longValue();
  }

  /** A list of texts; a lone text is a list of one or, with commas, of more. */
  List<String> strings(Field field) {
    List<String> texts =
        first(
            field,
            (source, found) -> {
              List<String> list = found.texts(limits.maxFinishReasons(), true);
              return list.isEmpty() ? null : list;
            });
    return texts == null ? List.of() : texts;
  }

  /** Content as JSON: the text of a string as it is, a structured value written as JSON. */
  Captured<JsonValue> json(Field field) {
    return captured(field, (source, found) -> json(found));
  }

  /** Messages in whatever shape. */
  Captured<List<Message>> messages(Field field) {
    Role speaker = field == Field.OUTPUT_MESSAGES ? Role.ASSISTANT : Role.USER;
    return captured(
        field,
        (source, found) -> {
          if (source instanceof Source.Attribute attribute && attribute.exact()) {
            Captured<JsonValue> json = json(found);
            return json.value() == null
                ? new Captured<>(null, json.problem())
                : MessagesReader.read(json.value(), limits);
          }
          Captured<JsonNode> tree = tree(found);
          return tree.value() == null
              ? new Captured<>(null, tree.problem())
              : MessageShapes.read(tree.value(), speaker, limits);
        });
  }

  /** Tool definitions in whatever shape. */
  Captured<List<ToolDefinition>> tools() {
    return captured(
        Field.TOOL_DEFINITIONS,
        (source, found) -> {
          Captured<JsonValue> json;
          if (source instanceof Source.Attribute attribute && attribute.exact()) {
            json = json(found);
          } else {
            Captured<JsonNode> tree = tree(found);
            json =
                tree.value() == null
                    ? new Captured<>(null, tree.problem())
                    : Captured.of(JsonValue.of(ToolShapes.flat(tree.value(), limits).toString()));
          }
          return json.value() == null
              ? new Captured<>(null, json.problem())
              : ToolDefinitionsReader.read(json.value(), limits);
        });
  }

  /** The first source with something readable in it; else what the first problem was. */
  private <T> Captured<T> captured(Field field, Use<Captured<T>> use) {
    String[] problem = new String[1];
    Captured<T> read =
        first(
            field,
            (source, found) -> {
              Captured<T> one = use.of(source, found);
              if (one == null || one.value() == null) {
                problem[0] = problem[0] != null || one == null ? problem[0] : one.problem();
                return null;
              }
              return one;
            });
    if (read != null) {
      return read;
    }
    return problem[0] == null ? Captured.absent() : Captured.unreadable(problem[0]);
  }

  private Captured<JsonValue> json(Found found) {
    if (found instanceof Found.Bad bad) {
      return Captured.unreadable(bad.problem());
    }
    if (found instanceof Found.Tree tree) {
      return tree.node().isNull()
          ? Captured.absent()
          : Captured.of(JsonValue.of(tree.node().toString()));
    }
    Value value = ((Found.Raw) found).value();
    if (value.kind() == Value.Kind.EMPTY) {
      return Captured.absent();
    }
    if (value.kind() != Value.Kind.STRING) {
      return ValueJson.write(value, limits);
    }
    ByteSlice text = value.bytes();
    if (text.isEmpty() || (text.length() < 20 && isPlaceholder(text.utf8()))) {
      return Captured.absent();
    }
    return text.length() > limits.maxContentBytes()
        ? Captured.unreadable(
            "content of " + text.length() + " bytes is over " + limits.maxContentBytes())
        : Captured.of(new JsonValue(text.array(), text.offset(), text.length()));
  }

  private static boolean isPlaceholder(String text) {
    return text.equals("__REDACTED__") || text.equals("<not specified>");
  }

  /** Anything as a tree: text that is no JSON, nor meant to be, is a text. */
  private Captured<JsonNode> tree(Found found) {
    if (found instanceof Found.Tree tree) {
      return Captured.of(tree.node());
    }
    if (found instanceof Found.Raw raw && raw.value().kind() != Value.Kind.STRING) {
      JsonNode node = Trees.of(raw.value(), limits);
      return node == null
          ? Captured.unreadable("structured content is over the limit of bytes or values")
          : Captured.of(node);
    }
    Captured<JsonValue> json = json(found);
    JsonValue text = json.value();
    if (text == null) {
      return new Captured<>(null, json.problem());
    }
    if (!LooseJson.isMeantAsJson(text)) {
      return Captured.of(
          Trees.NODES.stringNode(new ByteSlice(text.array(), text.offset(), text.length()).utf8()));
    }
    return LooseJson.unwrap(Trees.parse(text, limits), limits);
  }

  private @Nullable Found find(Source source) {
    if (source instanceof Source.Attribute attribute) {
      Value value = attribute(attribute.key());
      return value == null ? null : new Found.Raw(value);
    }
    if (source instanceof Source.Member member) {
      JsonNode node = tree(member.key());
      for (String name : member.path()) {
        node = node == null ? null : node.get(name);
      }
      return node == null || node.isNull() ? null : new Found.Tree(node);
    }
    if (source instanceof Source.Flat flat) {
      return Trees.unflatten(span.attributes(), flat.prefix(), limits);
    }
    if (source instanceof Source.OfEvent event) {
      EventView view = span.event(event.event());
      Value value = view == null ? null : view.attributes().get(event.key());
      return value == null ? null : new Found.Raw(value);
    }
    JsonNode node = ((Source.Code) source).read().apply(this);
    return node == null ? null : new Found.Tree(node);
  }

  /** The attribute of the span, or, of the convention's own, of its details event. */
  @Nullable Value attribute(String key) {
    Value value = span.attributes().get(key);
    if (value != null || !(key.startsWith("gen_ai.") || key.equals("error.type"))) {
      return value;
    }
    for (AttributeList list : details()) {
      value = list.get(key);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The class of the exception that the span reports as an event; null when there is none. */
  @Nullable String exceptionType() {
    EventView event = span.event("exception");
    return event == null ? null : event.attributes().string("exception.type");
  }

  /** The text of an attribute; null when there is none. */
  @Nullable String text(String key) {
    Value value = attribute(key);
    return value == null ? null : new Found.Raw(value).text();
  }

  /** The JSON that an attribute holds, or its plain text; null when there is none readable. */
  @Nullable JsonNode tree(String key) {
    Map<String, Captured<JsonNode>> known = trees;
    if (known == null) {
      known = new HashMap<>();
      trees = known;
    }
    Captured<JsonNode> tree = known.get(key);
    if (tree == null) {
      Value value = attribute(key);
      tree = value == null ? Captured.absent() : tree(new Found.Raw(value));
      known.put(key, tree);
    }
    return tree.value();
  }

  private List<AttributeList> details() {
    List<AttributeList> known = details;
    if (known == null) {
      known = new ArrayList<>(1);
      EventView event = span.event(DETAILS_EVENT);
      if (event != null) {
        known.add(event.attributes());
      }
      for (LogRecordView log : logs) {
        if (log.eventName().equals(DETAILS_EVENT)) {
          known.add(log.attributes());
          if (log.body().kind() == Value.Kind.MAP) {
            known.add(log.body().entries());
          }
        }
      }
      details = known;
    }
    return known;
  }
}
