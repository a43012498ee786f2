// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tracewheel.otlp.Signal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Requests with made-up private data in every place and encoding, and what was put where. */
final class Canaries {
  private static final String ALL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** Words before a value that needs them, and the value; numbers are published examples. */
  private static final String[][] EXAMPLES = {
    {"", "GB29 NWBK 6016 1331 9268 19"},
    {"", "DE89370400440532013000"},
    {"", "12345678Z"},
    {"", "RSSMRA85T10A562S"},
    {"", "111.444.777-35"},
    {"", "255081416802538"},
    {"NHS ", "943 476 5919"},
    {"SIN: ", "046 454 286"},
    {"PESEL ", "44051401359"},
    {"Steuer-ID ", "86095742719"},
    {"", "219-09-9999"},
    {"", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
    {"", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
    {"", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
    {"", "2001:db8:85a3::8a2e:370:7334"},
    {"", "00:1A:2B:3C:4D:5E"},
    {"date of birth: ", "1985-04-12"},
    {"born on ", "12 March 1985"},
    {"", "(415) 555-2671"},
    {"", "+44 20 7946 0958"},
    {"", "84.112.19.207"},
  };

  /**
   * A request.
   *
   * @param planted texts that stand in it as they are, and must stand in no masked one
   */
  record Payload(int number, Signal signal, Message request, List<String> planted) {}

  private final Random random;
  private final List<String> planted = new ArrayList<>();

  Canaries(long seed) {
    this.random = new Random(seed);
  }

  Payload payload(int number) {
    planted.clear();
    Signal signal =
        switch (random.nextInt(5)) {
          case 0 -> Signal.LOGS;
          case 1 -> Signal.METRICS;
          default -> Signal.TRACES;
        };
    KeyValue id = attribute("payload.id", "payload-" + number + "-end");
    Message request =
        switch (signal) {
          case TRACES -> traces(id);
          case LOGS -> logs(id);
          default -> metrics(id);
        };
    return new Payload(number, signal, request, List.copyOf(planted));
  }

  private Message traces(KeyValue id) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16))
            .setSpanId(bytes(8))
            .setStartTimeUnixNano(1_700_000_000_000_000_000L)
            .setEndTimeUnixNano(1_700_000_001_000_000_000L)
            .setName("chat")
            .addAttributes(id)
            .addAttributes(attribute("gen_ai.operation.name", "chat"));
    ResourceSpans.Builder resource = ResourceSpans.newBuilder();
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < 6; i++) {
      switch (random.nextInt(15)) {
        case 0 -> span.setName("handle " + text());
        case 1 -> span.setTraceState("vendor=" + text());
        case 2 -> span.setStatus(Status.newBuilder().setMessage(text()).setCodeValue(2));
        case 3 ->
            span.addEvents(
                Span.Event.newBuilder()
                    .setName("exception")
                    .addAttributes(attribute("exception.message", text())));
        case 4 -> span.addEvents(Span.Event.newBuilder().setName(text()));
        case 5 ->
            span.addLinks(
                Span.Link.newBuilder()
                    .setTraceId(bytes(16))
                    .setSpanId(bytes(8))
                    .addAttributes(any()));
        case 6 -> resource.setResource(Resource.newBuilder().addAttributes(any()));
        case 7 ->
            scope.setScope(
                InstrumentationScope.newBuilder().setName("s " + text()).addAttributes(any()));
        case 8 ->
            span.addAttributes(
                attribute(
                    "gen_ai.input.messages",
                    "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\""
                        + escaped(text())
                        + "\"}]}]"));
        case 9 ->
            span.addAttributes(
                attribute(
                    "gen_ai.tool.call.arguments", "{\"q\":\"" + escaped(text()) + "\",\"n\":3}"));
        case 10 ->
            span.addAttributes(
                attribute(
                    "gen_ai.retrieval.documents",
                    "[{\"id\":\"7\",\"content\":\"" + escaped(text()) + "\"}]"));
        case 11 -> scope.setSchemaUrl("https://schemas.example/" + text());
        default -> span.addAttributes(any());
      }
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(resource.addScopeSpans(scope.addSpans(span)))
        .build();
  }

  private Message logs(KeyValue id) {
    LogRecord.Builder record = LogRecord.newBuilder().addAttributes(id);
    ResourceLogs.Builder resource = ResourceLogs.newBuilder();
    for (int i = 0; i < 5; i++) {
      switch (random.nextInt(7)) {
        case 0 -> record.setBody(AnyValue.newBuilder().setStringValue(text()));
        case 1 ->
            record.setBody(
                AnyValue.newBuilder().setKvlistValue(KeyValueList.newBuilder().addValues(any())));
        case 2 -> record.setSeverityText(text());
        case 3 -> record.setEventName(text());
        case 4 -> resource.setResource(Resource.newBuilder().addAttributes(any()));
        case 5 -> record.addAttributes(attribute("gen_ai.evaluation.explanation", text()));
        default -> record.addAttributes(any());
      }
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(resource.addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
        .build();
  }

  private Message metrics(KeyValue id) {
    NumberDataPoint.Builder point =
        NumberDataPoint.newBuilder()
            .addAttributes(id)
            .addAttributes(any())
            .setAsInt(5)
            .addExemplars(Exemplar.newBuilder().setAsInt(7).addFilteredAttributes(any()));
    Metric.Builder metric =
        Metric.newBuilder()
            .setName("requests " + text())
            .setDescription(text())
            .setUnit("{" + text() + "}")
            .setGauge(Gauge.newBuilder().addDataPoints(point));
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
        .build();
  }

  /** A request with a field that nobody knows, which only protobuf can carry. */
  static byte[] withUnknownField(byte[] request, String text) {
    UnknownFieldSet.Field field =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFromUtf8(text))
            .build();
    byte[] more = UnknownFieldSet.newBuilder().addField(900, field).build().toByteArray();
    byte[] all = java.util.Arrays.copyOf(request, request.length + more.length);
    System.arraycopy(more, 0, all, request.length, more.length);
    return all;
  }

  /** An attribute of any shape. */
  private KeyValue any() {
    return switch (random.nextInt(9)) {
      case 0 ->
          attribute(
              "tool.result",
              "{\"deep\":\"" + escaped("{\"text\":\"a\\n" + escaped(text()) + "\"}") + "\"}");
      case 1 ->
          KeyValue.newBuilder()
              .setKey("nested")
              .setValue(
                  AnyValue.newBuilder()
                      .setKvlistValue(
                          KeyValueList.newBuilder()
                              .addValues(
                                  KeyValue.newBuilder()
                                      .setKey("list")
                                      .setValue(
                                          AnyValue.newBuilder()
                                              .setArrayValue(
                                                  ArrayValue.newBuilder()
                                                      .addValues(string("x"))
                                                      .addValues(string(text())))))))
              .build();
      case 2 -> attribute("key of " + text(), "value");
      case 3 ->
          KeyValue.newBuilder()
              .setKey("raw")
              .setValue(AnyValue.newBuilder().setBytesValue(ByteString.copyFromUtf8(text())))
              .build();
      case 4 -> {
        String card = plant(card().replace(" ", ""));
        String json = "{\"card\": " + card + ", \"cards\": [1, " + card + "]}";
        yield attribute("numbers", json);
      }
      case 5 -> attribute("db.password", plant(run(12) + "7"));
      case 6 -> {
        String email = plant("zq" + run(10) + "@example.com");
        String coded = "{\"mail\":\"" + email.replace("@", "\\u0040") + "\"}";
        planted.add(email.replace("@", "\\u0040"));
        yield attribute("coded", coded);
      }
      default -> attribute("text", text());
    };
  }

  /** A text with a value in it. */
  private String text() {
    if (random.nextInt(10) == 0) {
      return one() + " and " + one() + " and " + one() + " and " + one();
    }
    return one();
  }

  private String one() {
    String[] value = value();
    planted.add(value[1]);
    return switch (random.nextInt(3)) {
      case 0 -> "Please note " + value[0] + value[1] + " for later.";
      case 1 -> value[0] + value[1];
      default -> "(é 世界) " + value[0] + value[1] + " - done";
    };
  }

  private String plant(String value) {
    planted.add(value);
    return value;
  }

  private String[] value() {
    return switch (random.nextInt(16)) {
      case 0, 1 -> new String[] {"", "zq" + run(10) + "@example.co.uk"};
      case 2 -> new String[] {"", card()};
      case 3 -> new String[] {"", "ghp_" + run(35) + "7"};
      case 4 -> new String[] {"", "sk-ant-api03-" + run(80) + "4"};
      case 5 -> new String[] {"", "sk-proj-" + run(50) + "4"};
      case 6 -> new String[] {"", "AKIA" + run(16).toUpperCase(java.util.Locale.ROOT)};
      case 7 -> new String[] {"", "xoxb-123456789012-" + run(24)};
      case 8 -> new String[] {"", "sk_live_" + run(24) + "1"};
      case 9 -> new String[] {"Authorization: Bearer ", run(30) + "7"};
      case 10 -> new String[] {"password=", run(9) + "7!"};
      case 11 -> new String[] {"api_key: ", run(30) + "7x"};
      case 12 ->
          new String[] {
            "",
            "eyJ"
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                        "hbGciOiJIUzI1NiJ9".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                + "."
                + run(40)
                + "."
                + run(43)
          };
      case 13 ->
          new String[] {
            "",
            "-----BEGIN PRIVATE KEY-----\n"
                + run(64)
                + "\n"
                + run(64)
                + "\n-----END PRIVATE KEY-----"
          };
      default -> EXAMPLES[random.nextInt(EXAMPLES.length)];
    };
  }

  private String card() {
    while (true) {
      StringBuilder number = new StringBuilder("4");
      int sum = 8;
      for (int i = 1; i < 16; i++) {
        int digit = random.nextInt(10);
        number.append(digit);
        int twice = i % 2 == 0 ? 2 * digit : digit;
        sum += twice > 9 ? twice - 9 : twice;
      }
      if (sum % 10 == 0) {
        return number.toString().replaceAll("(.{4})(?=.)", "$1 ");
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder().setKey(key).setValue(string(value)).build();
  }

  private static AnyValue string(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private String run(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(ALL.charAt(random.nextInt(ALL.length())));
    }
    return text.toString();
  }
}
