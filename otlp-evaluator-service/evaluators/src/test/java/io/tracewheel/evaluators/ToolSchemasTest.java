// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.trace.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ToolSchemasTest {
  private final ToolSchemas schemas = new ToolSchemas(new LinearPatterns());

  @Test
  void aSchemaIsCompiledOnceForTheSameBytes() {
    Object first = schemas.compiled(JsonValue.of("{\"type\":\"object\"}"));
    assertThat(first).isNotNull();
    assertThat(schemas.compiled(JsonValue.of("{\"type\":\"object\"}"))).isSameAs(first);
    assertThat(schemas.compiled(JsonValue.of("{\"type\": \"object\"}"))).isNotSameAs(first);
    assertThat(schemas.size()).isEqualTo(2);
  }

  @Test
  void keptSchemasDoNotDependOnTheRequestsBytes() {
    byte[] buffer = "{\"type\":\"object\"}".getBytes(StandardCharsets.UTF_8);
    Object first = schemas.compiled(new JsonValue(buffer, 0, buffer.length));
    Arrays.fill(buffer, (byte) ' ');
    assertThat(schemas.compiled(JsonValue.of("{\"type\":\"object\"}"))).isSameAs(first);
  }

  @Test
  void unusableSchemasAreRememberedToo() {
    assertThat(schemas.compiled(JsonValue.of("{\"type\":7}"))).isNull();
    assertThat(schemas.compiled(JsonValue.of("{\"type\":7}"))).isNull();
    assertThat(schemas.size()).isEqualTo(1);
  }

  @Test
  void theLeastRecentlyUsedLeaveWhenThereAreTooMany() {
    JsonValue kept = JsonValue.of("{\"title\":\"kept\"}");
    Object first = schemas.compiled(kept);
    for (int i = 0; i < ToolSchemas.MAX_SCHEMAS + 50; i++) {
      // Not valid schemas, which is quicker and counts as much.
      schemas.compiled(JsonValue.of("\"" + i + "\""));
      schemas.compiled(kept);
    }
    assertThat(schemas.size()).isEqualTo(ToolSchemas.MAX_SCHEMAS);
    assertThat(schemas.compiled(kept)).isSameAs(first);
  }

  @Test
  void keptSchemasAreBoundedInBytes() {
    for (int i = 0; i < 40; i++) {
      schemas.compiled(JsonValue.of("\"" + i + "x".repeat(200_000) + "\""));
    }
    assertThat(schemas.size() * 200_000).isBetween(1, ToolSchemas.MAX_BYTES);
  }
}
