// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.modelstub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Vectors that are a function of the text alone, and close where texts share words: each word (cut
 * to its first letters, so that "refunds" is near "refunded") adds to one of the dimensions, and
 * the sum is scaled to length 1.
 */
final class Embeddings {
  private static final int DIMENSIONS = 128;
  private static final int STEM = 6;
  private static final int SHORTEST_WORD = 4;

  private Embeddings() {}

  static ObjectNode answer(JsonNode request) {
    List<String> inputs = new ArrayList<>();
    JsonNode input = request.path("input");
    if (input.isString()) {
      inputs.add(input.stringValue());
    } else {
      input.forEach(text -> inputs.add(text.asString("")));
    }
    int dimensions = request.path("dimensions").asInt(DIMENSIONS);
    boolean base64 = "base64".equals(request.path("encoding_format").asString(""));
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("object", "list");
    ArrayNode data = answer.putArray("data");
    int tokens = 0;
    for (int i = 0; i < inputs.size(); i++) {
      float[] vector = vector(inputs.get(i), dimensions);
      ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
      if (base64) {
        item.put("embedding", base64(vector));
      } else {
        ArrayNode values = item.putArray("embedding");
        for (float value : vector) {
          values.add(value);
        }
      }
      tokens += 1 + inputs.get(i).length() / 4;
    }
    answer.put("model", request.path("model").asString(""));
    answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return answer;
  }

  static float[] vector(String text, int dimensions) {
    float[] vector = new float[dimensions];
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      if (word.length() >= SHORTEST_WORD) {
        String stem = word.substring(0, Math.min(STEM, word.length()));
        vector[Math.floorMod(stem.hashCode() * 31, dimensions)] += 1;
      }
    }
    double square = 0;
    for (float value : vector) {
      square += value * value;
    }
    if (square == 0) {
      vector[0] = 1;
      return vector;
    }
    float length = (float) Math.sqrt(square);
    for (int i = 0; i < dimensions; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : vector) {
      bytes.putFloat(value);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
