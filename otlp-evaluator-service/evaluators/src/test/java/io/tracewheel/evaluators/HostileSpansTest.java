// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a span holds: it is kept as it came, no evaluator throws, and the work ends. */
class HostileSpansTest {
  private static final List<String> CONTENT =
      List.of(
          "gen_ai.input.messages",
          "gen_ai.output.messages",
          "gen_ai.tool.definitions",
          "gen_ai.system_instructions",
          "gen_ai.tool.call.arguments",
          "gen_ai.tool.call.result");

  private static final List<String> KEYS =
      List.of(
          "gen_ai.operation.name",
          "gen_ai.tool.name",
          "gen_ai.output.type",
          "gen_ai.response.finish_reasons",
          "gen_ai.usage.output_tokens",
          "gen_ai.response.id",
          "error.type",
          "tracewheel.evaluation.tool_success.score.value",
          "other");

  private final EvaluatorHealth health =
      new EvaluatorHealth(QuarantineRules.DEFAULT, new SetClock());
  private final RequestEnricher enricher = new RequestEnricher(EnricherSettings.DEFAULT, health);

  /** Enriches and holds the result against protobuf-java. */
  private Enriched enrich(String what, Span... spans) throws Exception {
    ExportTraceServiceRequest request = SpanBuilder.request(spans);
    Enriched enriched = enricher.enrich(ByteSlice.of(request.toByteArray()));
    ExportTraceServiceRequest decoded =
        ExportTraceServiceRequest.parseFrom(enriched.traces().toByteArray());
    ExportTraceServiceRequest.Builder stripped = decoded.toBuilder();
    ScopeSpans.Builder scope = stripped.getResourceSpansBuilder(0).getScopeSpansBuilder(0);
    for (int i = 0; i < spans.length; i++) {
      Span.Builder span = scope.getSpansBuilder(i);
      List<KeyValue> all = span.getAttributesList();
      int came = spans[i].getAttributesCount();
      assertThat(all.subList(came, all.size()))
          .as(what)
          .allMatch(added -> added.getKey().startsWith("tracewheel.evaluation."));
      span.clearAttributes().addAllAttributes(all.subList(0, came));
    }
    assertThat(stripped.build().equals(request)).as(what).isTrue();
    assertThat(enriched.failedEvaluations()).as(what).isZero();
    return enriched;
  }

  private void everywhere(String what, String text) throws Exception {
    SpanBuilder chat = SpanBuilder.chat().with("gen_ai.output.type", "json");
    SpanBuilder tool = SpanBuilder.tool("t");
    for (String key : CONTENT) {
      chat.with(key, text);
      tool.with(key, text);
    }
    enrich(what, chat.build(), tool.build());
  }

  @Test
  void deepNestingEnds() throws Exception {
    for (String unit :
        List.of(
            "[",
            "{\"a\":",
            "[{\"parts\":",
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"arguments\":")) {
      everywhere(unit, unit.repeat(100_000));
      everywhere(unit, unit.repeat(100_000) + "1" + "]".repeat(100_000));
    }
  }

  @Test
  void contentOfManyMegabytesEnds() throws Exception {
    String large = "x".repeat((8 << 20) - 200);
    everywhere("text", large);
    everywhere("string", "\"" + large + "\"");
    everywhere(
        "a message",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"" + large + "\"}]}]");
    everywhere("many messages", "[" + "{\"role\":\"user\",\"parts\":[]},".repeat(200_000) + "{}]");
    everywhere(
        "escapes",
        "[{\"role\":\"assistant\",\"content\":\"" + "\\u00e4".repeat(1_000_000) + "\"}]");
    everywhere("over the limit", " ".repeat(9 << 20));
  }

  @Test
  void manyCallsAreComparedInLinearWork() throws Exception {
    StringBuilder calls = new StringBuilder("[{\"role\":\"assistant\",\"parts\":[");
    for (int i = 0; i < 20_000; i++) {
      calls
          .append(i == 0 ? "" : ",")
          .append(
              "{\"type\":\"tool_call\",\"id\":\""
                  + i
                  + "\",\"name\":\"get\",\"arguments\":{\"n\":"
                  + i
                  + "}}")
          .append(",{\"type\":\"tool_call_response\",\"id\":\"" + i + "\",\"response\":1}");
    }
    calls.append("]}]");
    enrich(
        "many calls",
        SpanBuilder.chat()
            .in(calls.toString())
            .out(calls.toString().replace("\"n\"", "\"m\""))
            .tools("[{\"name\":\"get\",\"parameters\":{\"type\":\"object\",\"required\":[\"m\"]}}]")
            .build());
  }

  @Test
  void manyAttributesEventsReasonsAndEmptyValuesEnd() throws Exception {
    Span.Builder many = SpanBuilder.chat().build().toBuilder();
    for (int i = 0; i < 100_000; i++) {
      many.addAttributes(KeyValue.newBuilder().setKey("gen_ai.output.messages"));
      many.addAttributes(KeyValue.newBuilder().setKey("key" + i));
      many.addEvents(Span.Event.newBuilder().setName("gen_ai.client"));
    }
    ArrayValue.Builder list = ArrayValue.newBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      list.addValues(AnyValue.getDefaultInstance());
    }
    AnyValue empties = AnyValue.newBuilder().setArrayValue(list).build();
    SpanBuilder lists = SpanBuilder.chat();
    CONTENT.forEach(key -> lists.with(key, empties));
    lists.with("gen_ai.response.finish_reasons", empties);
    enrich("many", many.build(), lists.build());
  }

  @Test
  void randomSpansAreKeptAndNeverMakeAnEvaluatorThrow() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      Span.Builder span = new SpanBuilder().build().toBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        boolean content = random.nextInt(3) > 0;
        List<String> keys = content ? CONTENT : KEYS;
        span.addAttributes(
            KeyValue.newBuilder()
                .setKey(keys.get(random.nextInt(keys.size())))
                .setValue(content ? content(random) : value(random, 0)));
      }
      span.addAttributes(
          KeyValue.newBuilder()
              .setKey("gen_ai.operation.name")
              .setValue(
                  AnyValue.newBuilder()
                      .setStringValue(random.nextBoolean() ? "chat" : "execute_tool")));
      enrich("seed " + seed + " round " + round, span.build());
    }
  }

  private static AnyValue content(Random random) {
    String json = RandomContent.messages(random);
    return switch (random.nextInt(4)) {
      case 0 -> AnyValue.newBuilder().setStringValue(json).build();
      case 1 ->
          AnyValue.newBuilder()
              .setStringValue(json.substring(0, random.nextInt(json.length())))
              .build();
      case 2 -> AnyValue.newBuilder().setStringValue(broken(json, random)).build();
      default -> RandomContent.structured(json);
    };
  }

  private static String broken(String json, Random random) {
    StringBuilder text = new StringBuilder(json);
    for (int n = random.nextInt(5); n >= 0; n--) {
      text.setCharAt(
          random.nextInt(text.length()),
          (char)
              (random.nextInt(10) == 0
                  ? random.nextInt(0xD800)
                  : "{}[]\":,\\ \u0000n1".charAt(random.nextInt(12))));
    }
    return text.toString();
  }

  private static AnyValue value(Random random, int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> value.setStringValue("length").build();
      case 1 -> value.setIntValue(random.nextLong()).build();
      case 2 ->
          value.setDoubleValue(random.nextBoolean() ? Double.NaN : random.nextGaussian()).build();
      case 3 -> value.setBytesValue(ByteString.copyFrom(new byte[] {(byte) 0xff})).build();
      case 4 -> value.build();
      case 5 ->
          value.setArrayValue(ArrayValue.newBuilder().addValues(value(random, depth + 1))).build();
      default -> value.setBoolValue(random.nextBoolean()).build();
    };
  }

  @Test
  void structuredContentIsJudgedLikeTheSameJson() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      String in = RandomContent.messages(random);
      String out = RandomContent.messages(random);
      String tools = RandomContent.definitions(random);
      SpanBuilder texts = SpanBuilder.chat().with("gen_ai.output.type", "json");
      SpanBuilder trees = SpanBuilder.chat().with("gen_ai.output.type", "json");
      texts.in(in).out(out).tools(tools);
      trees
          .with("gen_ai.input.messages", RandomContent.structured(in))
          .with("gen_ai.output.messages", RandomContent.structured(out))
          .with("gen_ai.tool.definitions", RandomContent.structured(tools));
      for (SpanEvaluator evaluator : BuiltInEvaluators.create()) {
        assertThat(trees.by(evaluator))
            .as("seed %d round %d %s", seed, round, evaluator.name())
            .isEqualTo(texts.by(evaluator));
      }
    }
  }

  @Test
  void nothingIsEverFetchedForASchema(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("schema.json");
    Files.writeString(file, "{\"type\":\"null\"}", StandardCharsets.UTF_8);
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String http = "http://127.0.0.1:" + server.getLocalPort() + "/schema.json";
      for (String schema :
          List.of(
              "{\"$ref\":\"" + http + "\"}",
              "{\"$schema\":\"" + http + "\"}",
              "{\"$id\":\"" + http + "\",\"$ref\":\"other.json\"}",
              "{\"$dynamicRef\":\"" + http + "\"}",
              "{\"$ref\":\"" + file.toUri() + "\"}")) {
        assertThat(
                SpanBuilder.chat()
                    .out("[{\"parts\":[{\"type\":\"tool_call\",\"name\":\"t\",\"arguments\":{}}]}]")
                    .tools("[{\"name\":\"t\",\"parameters\":" + schema + "}]")
                    .by(new ToolCallArgumentsValid()))
            .as(schema)
            .isEqualTo(Unscored.UNUSABLE_SCHEMA);
      }
      server.setSoTimeout(1);
      boolean connected;
      try {
        server.accept().close();
        connected = true;
      } catch (SocketTimeoutException e) {
        connected = false;
      }
      assertThat(connected).isFalse();
    }
  }
}
