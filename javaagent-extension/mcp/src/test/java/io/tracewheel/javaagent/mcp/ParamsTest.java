// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.tracewheel.javaagent.mcpconventions.Params;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParamsTest {

  @Test
  void aCopyCarriesMoreMetaAndWhatWasGivenStaysAsItWas() {
    Map<String, Object> given = Map.of("progressToken", "mine");
    CallToolRequest request = new CallToolRequest("add", Map.of("a", 1), given);

    Params.Open open = requireNonNull(Params.open(request));
    open.meta().put("traceparent", "later");

    assertThat(open.params())
        .isEqualTo(
            new CallToolRequest(
                "add", Map.of("a", 1), Map.of("progressToken", "mine", "traceparent", "later")));
    assertThat(request).isEqualTo(new CallToolRequest("add", Map.of("a", 1), given));
    assertThat(given).hasSize(1);
  }

  @Test
  void everyRequestOfTheSdkWithMetaHasRoomForContext() {
    assertThat(Params.open(new McpSchema.ReadResourceRequest("memo://one"))).isNotNull();
    assertThat(Params.open(new McpSchema.GetPromptRequest("greet", Map.of()))).isNotNull();
    assertThat(Params.open(new McpSchema.PaginatedRequest())).isNotNull();
    assertThat(
            Params.open(
                new McpSchema.InitializeRequest(
                    "2025-06-18",
                    McpSchema.ClientCapabilities.builder().build(),
                    new McpSchema.Implementation("client", "1"))))
        .isNotNull();
  }

  @Test
  void rawParametersAreCopiedToo() {
    Map<String, Object> given = Map.of("name", "add");

    Params.Open open = requireNonNull(Params.open(given));
    open.meta().put("traceparent", "later");

    assertThat(open.params())
        .isEqualTo(Map.of("name", "add", "_meta", Map.of("traceparent", "later")));
    assertThat(given).hasSize(1);
  }

  @Test
  void parametersWithoutRoomAreLeftAlone() {
    assertThat(Params.open(null)).isNull();
    assertThat(Params.open("text")).isNull();
    assertThat(Params.open(new McpSchema.SetLevelRequest(McpSchema.LoggingLevel.INFO))).isNull();
    assertThat(Params.open(new Refusing(null))).isNull();
  }

  /** Accepts nothing but what it began with. */
  record Refusing(@Nullable Map<String, Object> meta) {
    Refusing {
      if (meta != null) {
        throw new IllegalArgumentException("no");
      }
    }
  }
}
