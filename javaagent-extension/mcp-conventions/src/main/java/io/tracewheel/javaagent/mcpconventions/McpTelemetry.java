// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcpconventions;

import static java.util.Arrays.asList;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.context.Context;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where MCP requests are reported: spans, content and propagation as GenAI's, metrics of their own.
 */
public final class McpTelemetry {

  private static final List<Double> SECONDS =
      asList(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);

  /** The attributes of the span that are neither ids nor content. */
  private static final List<AttributeKey<?>> METRIC_ATTRIBUTES =
      asList(
          McpAttributes.METHOD_NAME,
          McpAttributes.PROTOCOL_VERSION,
          McpAttributes.PROMPT_NAME,
          McpAttributes.NETWORK_TRANSPORT,
          McpAttributes.NETWORK_PROTOCOL_NAME,
          McpAttributes.STATUS_CODE,
          GenAiAttributes.OPERATION_NAME,
          GenAiAttributes.TOOL_NAME,
          GenAiAttributes.ERROR_TYPE,
          GenAiAttributes.SERVER_ADDRESS,
          GenAiAttributes.SERVER_PORT);

  final GenAiTelemetry genAi;
  private final DoubleHistogram client;
  private final DoubleHistogram server;

  public McpTelemetry(GenAiTelemetry genAi) {
    this.genAi = genAi;
    client =
        histogram(genAi, "mcp.client.operation.duration", "Duration of a request, by its sender.");
    server =
        histogram(
            genAi, "mcp.server.operation.duration", "Duration of a request, by its receiver.");
  }

  /** Spans, content and propagation. */
  public GenAiTelemetry genAi() {
    return genAi;
  }

  /** The one of the running agent. */
  public static McpTelemetry get() {
    return OfAgent.INSTANCE;
  }

  public void ended(
      boolean byClient, Map<AttributeKey<?>, Object> facts, double seconds, Context context) {
    AttributesBuilder selected = Attributes.builder();
    for (AttributeKey<?> key : METRIC_ATTRIBUTES) {
      put(selected, key, facts.get(key));
    }
    (byClient ? client : server).record(seconds, selected.build(), context);
  }

  @SuppressWarnings("unchecked") // McpRequest.set pairs keys with their values
  private static <T> void put(
      AttributesBuilder builder, AttributeKey<T> key, @Nullable Object value) {
    if (value != null) {
      builder.put(key, (T) value);
    }
  }

  private static DoubleHistogram histogram(GenAiTelemetry genAi, String name, String description) {
    return genAi
        .meter()
        .histogramBuilder(name)
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  /** Built at first use: the agent has installed its OpenTelemetry by then. */
  private static final class OfAgent {
    static final McpTelemetry INSTANCE = new McpTelemetry(GenAiTelemetry.get());
  }
}
