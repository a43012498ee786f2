// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static java.util.Arrays.asList;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The metrics of the GenAI conventions. Thread-safe. */
final class GenAiMetrics {

  private static final List<Double> SECONDS =
      asList(
          0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
  private static final List<Double> AGENT_SECONDS =
      asList(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6);
  private static final List<Double> WORKFLOW_SECONDS =
      asList(1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0);
  private static final List<Long> TOKENS =
      asList(
          1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L,
          16777216L, 67108864L);
  private static final List<Long> CALLS = asList(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L);

  private static final List<AttributeKey<?>> CLIENT =
      asList(
          GenAiAttributes.OPERATION_NAME,
          GenAiAttributes.PROVIDER_NAME,
          GenAiAttributes.REQUEST_MODEL,
          GenAiAttributes.RESPONSE_MODEL,
          GenAiAttributes.SERVER_ADDRESS,
          GenAiAttributes.SERVER_PORT,
          GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER,
          GenAiAttributes.OPENAI_RESPONSE_SYSTEM_FINGERPRINT);
  private static final List<AttributeKey<?>> AGENT =
      asList(GenAiAttributes.AGENT_NAME, GenAiAttributes.REQUEST_MODEL);
  private static final List<AttributeKey<?>> AGENT_ONLY =
      Collections.singletonList(GenAiAttributes.AGENT_NAME);
  private static final List<AttributeKey<?>> WORKFLOW =
      Collections.singletonList(GenAiAttributes.WORKFLOW_NAME);
  private static final List<AttributeKey<?>> TOOL =
      asList(GenAiAttributes.TOOL_NAME, GenAiAttributes.TOOL_TYPE, GenAiAttributes.AGENT_NAME);
  private static final AttributeKey<String> MODALITY =
      AttributeKey.stringKey("gen_ai.token.modality");

  private final DoubleHistogram inference;
  private final DoubleHistogram otherClient;
  private final DoubleHistogram firstChunk;
  private final DoubleHistogram agent;
  private final DoubleHistogram workflow;
  private final DoubleHistogram tool;
  private final LongHistogram agentInferences;
  private final LongHistogram agentTools;
  private final LongHistogram inputTokens;
  private final LongHistogram outputTokens;
  private final Map<AttributeKey<Long>, LongCounter> usage = new LinkedHashMap<>();

  /** Of the last client call: most calls of a process are like the one before. */
  private volatile @Nullable ClientSeries lastClient;

  GenAiMetrics(Meter meter) {
    inference = seconds(meter, "client.inference.duration", "Duration of a model call", SECONDS);
    otherClient =
        seconds(
            meter,
            "client.operation.duration",
            "Duration of an operation of a GenAI client other than a model call",
            SECONDS);
    firstChunk =
        seconds(
            meter,
            "client.inference.time_to_first_chunk",
            "Time from the request to the first chunk of a streamed answer",
            SECONDS);
    agent = seconds(meter, "invoke_agent.duration", "Duration of an agent run", AGENT_SECONDS);
    workflow =
        seconds(meter, "invoke_workflow.duration", "Duration of a workflow run", WORKFLOW_SECONDS);
    tool = seconds(meter, "execute_tool.duration", "Duration of a tool run", SECONDS);
    agentInferences =
        counts(
            meter,
            "invoke_agent.inference_calls",
            "{inference_call}",
            "Model calls of a run",
            CALLS);
    agentTools =
        counts(meter, "invoke_agent.tool_calls", "{tool_call}", "Tool runs of a run", CALLS);
    inputTokens =
        counts(
            meter,
            "client.inference.operation.input_tokens",
            "{token}",
            "Input tokens of a model call",
            TOKENS);
    outputTokens =
        counts(
            meter,
            "client.inference.operation.output_tokens",
            "{token}",
            "Output tokens of a model call",
            TOKENS);
    usage.put(GenAiAttributes.USAGE_INPUT_TOKENS, counter(meter, "input_tokens"));
    usage.put(GenAiAttributes.USAGE_OUTPUT_TOKENS, counter(meter, "output_tokens"));
    usage.put(GenAiAttributes.USAGE_CACHE_READ, counter(meter, "cache_read.input_tokens"));
    usage.put(GenAiAttributes.USAGE_CACHE_WRITE, counter(meter, "cache_write.input_tokens"));
    usage.put(GenAiAttributes.USAGE_REASONING, counter(meter, "reasoning.output_tokens"));
  }

  void clientCallEnded(
      Context context,
      boolean isInference,
      Map<AttributeKey<?>, Object> facts,
      @Nullable String errorType,
      double seconds,
      @Nullable Double secondsToFirstChunk) {
    ClientSeries series = clientSeries(facts);
    Attributes of = series.of;
    Attributes withError =
        errorType == null ? of : of.toBuilder().put(GenAiAttributes.ERROR_TYPE, errorType).build();
    (isInference ? inference : otherClient).record(seconds, withError, context);
    if (!isInference) {
      return;
    }
    if (secondsToFirstChunk != null) {
      firstChunk.record(secondsToFirstChunk, of, context);
    }
    for (Map.Entry<AttributeKey<Long>, LongCounter> entry : usage.entrySet()) {
      Object tokens = facts.get(entry.getKey());
      if (tokens instanceof Long && (Long) tokens >= 0) {
        entry.getValue().add((Long) tokens, series.counted, context);
      }
    }
    record(inputTokens, facts.get(GenAiAttributes.USAGE_INPUT_TOKENS), withError, context);
    record(outputTokens, facts.get(GenAiAttributes.USAGE_OUTPUT_TOKENS), withError, context);
  }

  private ClientSeries clientSeries(Map<AttributeKey<?>, Object> facts) {
    ClientSeries last = lastClient;
    if (last == null || !last.isOf(facts)) {
      last = new ClientSeries(facts);
      lastClient = last;
    }
    return last;
  }

  void agentRunEnded(
      Context context,
      Map<AttributeKey<?>, Object> facts,
      @Nullable String errorType,
      double seconds,
      long inferenceCalls,
      long toolCalls) {
    agent.record(seconds, select(facts, AGENT, errorType), context);
    Attributes of = select(facts, AGENT_ONLY, null);
    agentInferences.record(inferenceCalls, of, context);
    agentTools.record(toolCalls, of, context);
  }

  void workflowRunEnded(
      Context context,
      Map<AttributeKey<?>, Object> facts,
      @Nullable String errorType,
      double seconds) {
    workflow.record(seconds, select(facts, WORKFLOW, errorType), context);
  }

  void toolRunEnded(
      Context context,
      Map<AttributeKey<?>, Object> facts,
      @Nullable String errorType,
      double seconds) {
    tool.record(seconds, select(facts, TOOL, errorType), context);
  }

  private static void record(
      LongHistogram histogram, @Nullable Object tokens, Attributes of, Context context) {
    if (tokens instanceof Long && (Long) tokens >= 0) {
      histogram.record((Long) tokens, of, context);
    }
  }

  private static Attributes select(
      Map<AttributeKey<?>, Object> facts, List<AttributeKey<?>> keys, @Nullable String errorType) {
    AttributesBuilder selected = Attributes.builder();
    for (AttributeKey<?> key : keys) {
      put(selected, key, facts.get(key));
    }
    if (errorType != null) {
      selected.put(GenAiAttributes.ERROR_TYPE, errorType);
    }
    return selected.build();
  }

  @SuppressWarnings(
      "unchecked") // GenAiRequest.set and GenAiResponse.set pair keys with their values
  private static <T> void put(
      AttributesBuilder builder, AttributeKey<T> key, @Nullable Object value) {
    if (value != null) {
      builder.put(key, (T) value);
    }
  }

  private static DoubleHistogram seconds(
      Meter meter, String name, String description, List<Double> buckets) {
    return meter
        .histogramBuilder("gen_ai." + name)
        .setUnit("s")
        .setDescription(description + ".")
        .setExplicitBucketBoundariesAdvice(buckets)
        .build();
  }

  private static LongHistogram counts(
      Meter meter, String name, String unit, String description, List<Long> buckets) {
    return meter
        .histogramBuilder("gen_ai." + name)
        .ofLongs()
        .setUnit(unit)
        .setDescription(description + ".")
        .setExplicitBucketBoundariesAdvice(buckets)
        .build();
  }

  private static LongCounter counter(Meter meter, String kind) {
    return meter
        .counterBuilder("gen_ai.client.inference.usage." + kind)
        .setUnit("{token}")
        .setDescription("Tokens that model calls used.")
        .build();
  }

  /** The attributes of a client call's metrics, kept with what they were made of. */
  private static final class ClientSeries {
    private final @Nullable Object[] values = new Object[CLIENT.size()];
    final Attributes of;
    final Attributes counted;

    ClientSeries(Map<AttributeKey<?>, Object> facts) {
      for (int i = 0; i < values.length; i++) {
        values[i] = facts.get(CLIENT.get(i));
      }
      of = select(facts, CLIENT, null);
      // No provider that we read tells modalities apart.
      counted = of.toBuilder().put(MODALITY, "unknown").build();
    }

    boolean isOf(Map<AttributeKey<?>, Object> facts) {
      for (int i = 0; i < values.length; i++) {
        if (!Objects.equals(values[i], facts.get(CLIENT.get(i)))) {
          return false;
        }
      }
      return true;
    }
  }
}
