// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.Value;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes trees, of at most so many values, out of what a span holds. */
final class Trees {
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A part of a message has a handful of fields. */
  private static final int VALUES_PER_PART = 4;

  /** Deepest nesting that a flattened key may spell out. */
  private static final int MAX_SEGMENTS = 16;

  /** Longest index that is read as one: bigger ones are names. */
  private static final int MAX_INDEX_DIGITS = 9;

  private final ContentLimits limits;
  private long valuesLeft;
  private long bytesLeft;

  private Trees(ContentLimits limits) {
    this.limits = limits;
    valuesLeft = (long) VALUES_PER_PART * limits.maxParts();
    bytesLeft = limits.maxContentBytes();
  }

  /** The tree of a JSON document; its values are counted before any is made. */
  static Captured<JsonNode> parse(JsonValue json, ContentLimits limits) {
    if (json.length() > limits.maxContentBytes()) {
      return Captured.unreadable(
          "content of " + json.length() + " bytes is over " + limits.maxContentBytes());
    }
    if (!Json.looksLikeUtf8(json.array(), json.offset(), json.length())) {
      return Captured.unreadable("not JSON in UTF-8");
    }
    long most = (long) VALUES_PER_PART * limits.maxParts();
    try (JsonParser parser = Json.parser(json.array(), json.offset(), json.length())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if ((token.isScalarValue() || token.isStructStart()) && --most < 0) {
          return Captured.unreadable("content is over the limit of values");
        }
      }
    } catch (JacksonException e) {
      return Captured.unreadable(Json.problem(e));
    }
    return json.tree();
  }

  /** A structured attribute as a tree; null when it is over the limits. */
  static @Nullable JsonNode of(Value value, ContentLimits limits) {
    try {
      return new Trees(limits).node(value);
    } catch (OverLimit e) {
      return null;
    }
  }

  private JsonNode node(Value value) {
    if (--valuesLeft < 0) {
      throw new OverLimit();
    }
    return switch (value.kind()) {
      case STRING -> {
        take(value.bytes().length());
        yield NODES.stringNode(value.string());
      }
      case BOOL -> NODES.booleanNode(value.bool());
      case INTEGER, STRING_INDEX -> NODES.numberNode(value.integer());
      case REAL -> NODES.numberNode(value.real());
      case BYTES -> {
        take(value.bytes().length());
        yield NODES.stringNode(Base64.getEncoder().encodeToString(value.bytes().toByteArray()));
      }
      case LIST -> {
        ArrayNode list = NODES.arrayNode();
        value.elements(limits.maxParts()).forEach(element -> list.add(node(element)));
        yield list;
      }
      case MAP -> {
        ObjectNode map = NODES.objectNode();
        AttributeList entries = value.entries();
        for (int i = 0; i < entries.size(); i++) {
          map.set(entries.key(i), node(entries.value(i)));
        }
        yield map;
      }
      case EMPTY -> NODES.nullNode();
    };
  }

  private void take(int bytes) {
    bytesLeft -= bytes;
    if (bytesLeft < 0) {
      throw new OverLimit();
    }
  }

  /**
   * What attributes spell out key by key: {@code prefix.0.role}, {@code prefix.0.parts.1.text}. An
   * index is an order and no place: gaps close up, and a huge one costs no more than a small one.
   *
   * @param prefix with its dot
   * @return the tree; null when no key has the prefix; a problem when it is over the limits
   */
  static @Nullable Found unflatten(AttributeList attributes, String prefix, ContentLimits limits) {
    Trees trees = new Trees(limits);
    Slot root = new Slot();
    try {
      attributes.forEach(
          AttributeKeys.withPrefix(prefix),
          (key, value) -> root.put(key.substring(prefix.length()), trees.node(value)));
    } catch (OverLimit e) {
      return new Found.Bad("flattened content is over the limit of bytes or values");
    }
    return root.isEmpty() ? null : new Found.Tree(root.tree());
  }

  private static final class OverLimit extends RuntimeException {
    OverLimit() {
      super(null, null, false, false);
    }
  }

  /** A place in a tree that grows by keys in any order. */
  private static final class Slot {
    private final Map<Integer, Slot> items = new TreeMap<>();
    private final Map<String, Slot> members = new LinkedHashMap<>();
    private @Nullable JsonNode leaf;

    boolean isEmpty() {
      return items.isEmpty() && members.isEmpty() && leaf == null;
    }

    void put(String path, JsonNode value) {
      Slot slot = this;
      for (String segment : List.of(path.split("\\.", MAX_SEGMENTS))) {
        int index = index(segment);
        slot =
            index < 0
                ? slot.members.computeIfAbsent(segment, any -> new Slot())
                : slot.items.computeIfAbsent(index, any -> new Slot());
      }
      slot.leaf = value;
    }

    private static int index(String segment) {
      if (segment.isEmpty() || segment.length() > MAX_INDEX_DIGITS) {
        return -1;
      }
      int index = 0;
      for (int i = 0; i < segment.length(); i++) {
        int digit = segment.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return -1;
        }
        index = 10 * index + digit;
      }
      return index;
    }

    JsonNode tree() {
      if (!items.isEmpty()) {
        ArrayNode list = NODES.arrayNode();
        items.values().forEach(item -> list.add(item.tree()));
        return list;
      }
      if (!members.isEmpty()) {
        ObjectNode map = NODES.objectNode();
        members.forEach((name, member) -> map.set(name, member.tree()));
        return map;
      }
      return leaf == null ? NODES.nullNode() : leaf;
    }
  }
}
