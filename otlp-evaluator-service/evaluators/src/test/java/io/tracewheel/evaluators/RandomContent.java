// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Messages and tool definitions at random, and the same content as a structured attribute. */
final class RandomContent {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String[] WORDS = {
    "", " ", "hello", "Error: no", "{}", "[1", "{\"a\":1}", "ä\n\"\\", "get_x", "book", "\u0000"
  };

  private RandomContent() {}

  static String messages(Random random) {
    ArrayNode messages = NODES.arrayNode();
    for (int n = random.nextInt(5); n > 0; n--) {
      ObjectNode message = messages.addObject();
      message.put("role", pick(random, "user", "assistant", "tool", "system", "x"));
      ArrayNode parts = message.putArray("parts");
      for (int m = random.nextInt(4); m > 0; m--) {
        parts.add(part(random));
      }
      if (random.nextInt(4) == 0) {
        message.put("finish_reason", pick(random, "stop", "length", "x"));
      }
    }
    return JSON.writeValueAsString(messages);
  }

  private static ObjectNode part(Random random) {
    ObjectNode part = NODES.objectNode();
    String type = pick(random, "text", "tool_call", "tool_call_response", "reasoning", "blob");
    part.put("type", type);
    part.put("id", pick(random, "1", "2"));
    part.put("name", pick(random, "get_x", "book"));
    part.set(pick(random, "content", "arguments", "response"), any(random, 0));
    if (random.nextBoolean()) {
      part.set("arguments", any(random, 0));
    }
    return part;
  }

  static String definitions(Random random) {
    ArrayNode tools = NODES.arrayNode();
    for (int n = random.nextInt(3); n > 0; n--) {
      ObjectNode tool = tools.addObject();
      tool.put("type", "function");
      tool.put("name", pick(random, "get_x", "book"));
      ObjectNode schema = tool.putObject("parameters");
      schema.put("type", pick(random, "object", "string", "nonsense"));
      schema.putArray("required").add("k");
    }
    return JSON.writeValueAsString(tools);
  }

  private static JsonNode any(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 8)) {
      case 0 -> NODES.stringNode(WORDS[random.nextInt(WORDS.length)]);
      case 1 -> NODES.numberNode(random.nextInt(5));
      case 2 -> NODES.booleanNode(random.nextBoolean());
      case 3 -> NODES.nullNode();
      case 4 -> NODES.numberNode(random.nextInt(5) + 0.5);
      case 5 -> NODES.arrayNode().add(any(random, depth + 1)).add(any(random, depth + 1));
      default -> {
        ObjectNode object = NODES.objectNode();
        object.set("k", any(random, depth + 1));
        object.set(pick(random, "error", "isError", "b"), any(random, depth + 1));
        yield object;
      }
    };
  }

  private static String pick(Random random, String... words) {
    return words[random.nextInt(words.length)];
  }

  static AnyValue structured(String json) {
    return structured(JSON.readTree(json));
  }

  private static AnyValue structured(JsonNode node) {
    AnyValue.Builder value = AnyValue.newBuilder();
    if (node.isObject()) {
      KeyValueList.Builder entries = KeyValueList.newBuilder();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        entries.addValues(
            KeyValue.newBuilder().setKey(entry.getKey()).setValue(structured(entry.getValue())));
      }
      value.setKvlistValue(entries);
    } else if (node.isArray()) {
      ArrayValue.Builder elements = ArrayValue.newBuilder();
      node.forEach(element -> elements.addValues(structured(element)));
      value.setArrayValue(elements);
    } else if (node.isString()) {
      value.setStringValue(node.stringValue());
    } else if (node.isBoolean()) {
      value.setBoolValue(node.booleanValue());
    } else if (node.isIntegralNumber()) {
      value.setIntValue(node.longValue());
    } else if (node.isNumber()) {
      value.setDoubleValue(node.doubleValue());
    }
    return value.build();
  }
}
