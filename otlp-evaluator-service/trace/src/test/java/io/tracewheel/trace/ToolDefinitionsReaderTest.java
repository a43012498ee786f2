// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolDefinitionsReaderTest {

  @Test
  void readsEveryKnownShapeOfADefinition() {
    Captured<List<ToolDefinition>> read =
        ToolDefinitionsReader.read(
            JsonValue.of(
                """
                [{"type":"function","name":"a","description":"d","parameters":{"type":"object"}},
                 {"type":"function","function":{"description":"d","parameters":{"type":"string"},"name":"b","strict":true}},
                 {"name":"c","input_schema":{"type":"array"}},
                 {"inputSchema":true,"name":"d"},
                 {"type":"web_search","name":"e"},
                 {"name":"f","parameters":null},
                 {"type":"function"}, "g", null]
                """),
            ContentLimits.DEFAULT);
    assertThat(read.problem()).isNull();
    assertThat(read.value())
        .extracting(t -> t.name() + " " + t.type() + " " + raw(t.parameters()))
        .containsExactly(
            "a function {\"type\":\"object\"}",
            "b function {\"type\":\"string\"}",
            "c function {\"type\":\"array\"}",
            "d function true",
            "e web_search -",
            "f function -");
  }

  @Test
  void refusesWhatIsNoArrayOfDefinitions() {
    assertThat(ToolDefinitionsReader.read(JsonValue.of("7"), ContentLimits.DEFAULT).problem())
        .isEqualTo("tool definitions are not a JSON array");
    assertThat(ToolDefinitionsReader.read(JsonValue.of("[{]"), ContentLimits.DEFAULT).problem())
        .startsWith("tool definitions: malformed JSON near byte");
    assertThat(
            ToolDefinitionsReader.read(
                    JsonValue.of("[" + "{\"name\":\"a\"},".repeat(3) + "{}]"),
                    new ContentLimits(100, 2, 1))
                .problem())
        .isEqualTo("more than 2 tool definitions");
  }

  private static String raw(@Nullable JsonValue value) {
    return value == null ? "-" : new String(value.toByteArray(), StandardCharsets.UTF_8);
  }
}
