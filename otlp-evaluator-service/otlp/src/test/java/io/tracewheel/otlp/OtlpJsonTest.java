// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);

  @Test
  void readsTheSpecificationsRules() throws Exception {
    Span span =
        span(
            """
            {"traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "eee19b7ec3c1b174",
             "parentSpanId": "", "name": "I'm a server span", "kind": 2, "flags": "1",
             "startTimeUnixNano": "18446744073709551615", "endTimeUnixNano": 1544712661000000000,
             "start_time_unix_nano": 7, "traceID": "ff", "unknown": {"deep": [1, {"a": null}]},
             "droppedAttributesCount": null, "status": {"code": 2, "message": "d\\u00e9j\\u00e0 \\ud834\\udd1e"}}
            """);
    assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray()))
        .isEqualTo("5b8efff798038103d269b633813fc60c");
    assertThat(HexFormat.of().formatHex(span.getSpanId().toByteArray()))
        .isEqualTo("eee19b7ec3c1b174");
    assertThat(span.getParentSpanId()).isEmpty();
    assertThat(span.getName()).isEqualTo("I'm a server span");
    assertThat(span.getKindValue()).isEqualTo(2);
    assertThat(span.getFlags()).isEqualTo(1);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(-1L);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(1544712661000000000L);
    assertThat(span.getStatus().getMessage()).isEqualTo("déjà 𝄞");
    assertThat(span.getUnknownFields().asMap()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"stringValue\": \"\"} | string_value: \"\"",
        "{\"boolValue\": false} | bool_value: false",
        "{\"intValue\": \"-9223372036854775808\"} | int_value: -9223372036854775808",
        "{\"intValue\": 7} | int_value: 7",
        "{\"intValue\": 1e3} | int_value: 1000",
        "{\"intValue\": \"5.0\"} | int_value: 5",
        "{\"intValue\": 0e999} | int_value: 0",
        "{\"doubleValue\": 1} | double_value: 1.0",
        "{\"doubleValue\": \"1.5\"} | double_value: 1.5",
        "{\"doubleValue\": \"NaN\"} | double_value: nan",
        "{\"doubleValue\": \"-Infinity\"} | double_value: -inf",
        "{\"bytesValue\": \"_-8\"} | bytes_value: \"\\377\\357\"",
        "{\"bytesValue\": \"/+8=\"} | bytes_value: \"\\377\\357\"",
        "{\"arrayValue\": {}} | array_value { }",
        "{\"kvlistValue\": {\"values\": [{\"key\": \"a\"}]}} | kvlist_value { values { key: \"a\" } }",
        "{\"stringValue\": \"a\", \"intValue\": 2} | int_value: 2",
        "{} | ``",
      })
  void readsEveryKindOfValue(String text, String expected) throws Exception {
    Span span = span("{\"attributes\": [{\"key\": \"k\", \"value\": " + text + "}]}");
    AnyValue value =
        com.google.protobuf.TextFormat.parse(expected == null ? "" : expected, AnyValue.class);
    assertThat(span.getAttributes(0).getValue()).isEqualTo(value);
  }

  @Test
  void ofANameThatOccursTwiceTheLastCountsAtEveryLevel() throws Exception {
    ExportTraceServiceRequest request =
        read(
            """
            {"resourceSpans": [{"schemaUrl": "gone"}],
             "resourceSpans": [
              {"schemaUrl": "a", "scopeSpans": [{}, {}, {}], "schemaUrl": "b", "other": {"schemaUrl": "c"},
               "scopeSpans": [{"spans": [{
                 "kind": 3, "name": "one", "status": {"message": "gone"}, "attributes": [{"key": "gone"}],
                 "kind": 0, "name": "two", "status": {"code": 1}, "attributes": [{"key": "a", "key": "b"}],
                 "name": null}]}]}]}
            """);
    assertThat(request.getResourceSpansCount()).isEqualTo(1);
    assertThat(request.getResourceSpans(0).getSchemaUrl()).isEqualTo("b");
    assertThat(request.getResourceSpans(0).getScopeSpansCount()).isEqualTo(1);
    Span span = request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(span.getKindValue()).isZero();
    assertThat(span.getName()).isEmpty();
    assertThat(span.getStatus().getMessage()).isEmpty();
    assertThat(span.getStatus().getCodeValue()).isEqualTo(1);
    assertThat(span.getAttributesList()).hasSize(1);
    assertThat(span.getAttributes(0).getKey()).isEqualTo("b");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | The body is empty where a JSON object is expected, at line 1, column 1",
        "[] | The body is no JSON object, at line 1, column 1",
        "{ | The JSON ends too early, at line 1, column 2",
        "{} {} | More follows after the JSON object, at line 1, column 4",
        "{\"resourceSpans\": nope} | The body is no well-formed JSON, at line 1, column 19",
        "{\"resourceSpans\": {}} | A list is expected, at line 1, column 19 in resourceSpans",
        "{\"resourceSpans\": [null]} | A list holds null, at line 1, column 20 in resourceSpans[0]",
        "{\"resourceSpans\": [{}, 7]} | An object is expected, at line 1, column 24 in resourceSpans[1]",
        "{\"resourceSpans\": [{\"schemaUrl\": 7}]} | A string is expected, at line 1, column 34 in resourceSpans[0].schemaUrl",
      })
  void aFaultIsNamedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessage(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"kind\": \"SPAN_KIND_SERVER\" | An integer in the range of enum is expected",
        "\"kind\": \"2\" | An integer in the range of enum is expected",
        "\"kind\": 2147483648 | An integer in the range of enum is expected",
        "\"kind\": 1.5 | An integer in the range of enum is expected",
        "\"startTimeUnixNano\": 18446744073709551616 | An integer in the range of fixed64 is expected",
        "\"startTimeUnixNano\": -1 | An integer in the range of fixed64 is expected",
        "\"startTimeUnixNano\": 1e1000000000 | An integer in the range of fixed64 is expected",
        "\"startTimeUnixNano\": \"1e999999999\" | An integer in the range of fixed64 is expected",
        "\"startTimeUnixNano\": \" 1\" | An integer in the range of fixed64 is expected",
        "\"startTimeUnixNano\": true | An integer in the range of fixed64 is expected",
        "\"droppedAttributesCount\": 4294967296 | An integer in the range of uint32 is expected",
        "\"traceId\": \"abc\" | An even number of hexadecimal digits is expected",
        "\"traceId\": \"zz\" | An even number of hexadecimal digits is expected",
        "\"traceId\": \"４４\" | An even number of hexadecimal digits is expected",
        "\"traceId\": 12 | A string of hexadecimal digits is expected",
        "\"name\": \"\u0001\" | The body is no well-formed JSON",
      })
  void aValueThatDoesNotFitIsRefused(String field, String reason) {
    assertThatThrownBy(() -> span("{" + field + "}"))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageStartingWith(reason + ", at line 1, column ")
        .hasMessageContaining(" in resourceSpans[0].scopeSpans[0].spans[0].");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"intValue\": 9223372036854775808}",
        "{\"doubleValue\": 1e400}",
        "{\"doubleValue\": \"1e400\"}",
        "{\"doubleValue\": \"0x1p3\"}",
        "{\"doubleValue\": \"infinity\"}",
        "{\"doubleValue\": NaN}",
        "{\"boolValue\": \"true\"}",
        "{\"boolValue\": 1}",
        "{\"bytesValue\": \"a\"}",
        "{\"stringValue\": 1}",
        "{\"arrayValue\": []}",
        "{\"arrayValue\": {\"values\": [null]}}",
        "{'stringValue': 'a'}",
        "{\"stringValue\": \"a\",}",
        "{/**/}",
      })
  void aValueOfTheWrongKindIsRefused(String value) {
    assertThatThrownBy(() -> span("{\"attributes\": [{\"key\": \"k\", \"value\": " + value + "}]}"))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageContaining("resourceSpans[0].scopeSpans[0].spans[0].attributes[0].value");
  }

  @Test
  void messagesNeverQuoteTheContent() {
    assertThatThrownBy(() -> read("{\"resourceSpans\": secret}"))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] text = "{\"resourceSpans\": [{\"schemaUrl\": \"?\"}]}".getBytes(StandardCharsets.UTF_8);
    text[34] = (byte) 0xc3;
    assertThatThrownBy(() -> json.toProtobuf(Signal.TRACES, ByteSlice.of(text)))
        .isInstanceOf(MalformedOtlpException.class);
  }

  @ParameterizedTest
  @CsvSource({"47, true", "48, false", "100000, false"})
  void nestingIsLimitedAsInProtobuf(int arrays, boolean accepted) throws Exception {
    String value = "{\"arrayValue\":{\"values\":[".repeat(arrays) + "{}" + "]}}".repeat(arrays);
    String text = "{\"attributes\": [{\"value\": " + value + "}]}";
    if (accepted) {
      assertThat(span(text).getAttributesCount()).isEqualTo(1);
    } else {
      assertThatThrownBy(() -> span(text))
          .isInstanceOf(MalformedOtlpException.class)
          .hasMessageContaining("nested");
    }
  }

  @Test
  void unknownNamesMayNotNestWithoutEnd() {
    assertThatThrownBy(() -> read("{\"x\": " + "[".repeat(1_000_000)))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageStartingWith(
            "The JSON is nested too deep, or a name or number in it is too long");
  }

  @Test
  void moreItemsThanTheLimitAreRefused() {
    OtlpJson narrow = new OtlpJson(new ScanLimits(100, 2));
    byte[] text =
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{}, {}, {}]}]}]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> narrow.toProtobuf(Signal.TRACES, ByteSlice.of(text)))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessage(
            "The request has more than 2 items, at line 1, column 55 in"
                + " resourceSpans[0].scopeSpans[0].spans[2]");
  }

  @Test
  void packedNumbersAreReadAndWritten() throws Exception {
    String text =
        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"m\",\"histogram\":"
            + "{\"dataPoints\":[{\"count\":\"3\",\"sum\":0.0,\"bucketCounts\":[\"1\",\"0\",\"2\"],"
            + "\"explicitBounds\":[-1.5,1.0E22]}],\"aggregationTemporality\":2}}]}]}]}";
    ByteSlice read =
        json.toProtobuf(Signal.METRICS, ByteSlice.of(text.getBytes(StandardCharsets.UTF_8)));
    var point =
        ExportMetricsServiceRequest.parseFrom(read.toByteArray())
            .getResourceMetrics(0)
            .getScopeMetrics(0)
            .getMetrics(0)
            .getHistogram()
            .getDataPoints(0);
    assertThat(point.getBucketCountsList()).containsExactly(1L, 0L, 2L);
    assertThat(point.getExplicitBoundsList()).containsExactly(-1.5, 1e22);
    assertThat(point.hasSum()).isTrue();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    json.writeJson(Signal.METRICS, read, out);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void textThatIsNoUtf8IsWrittenAsValidJson() throws Exception {
    byte[] request = HexFormat.of().parseHex("0a041a02c341");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    json.writeJson(Signal.TRACES, ByteSlice.of(request), out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"resourceSpans\":[{\"schemaUrl\":\"\ufffdA\"}]}");
  }

  @Test
  void nothingIsWrittenOfARequestThatIsRefused() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(
            () ->
                json.writeJson(
                    Signal.TRACES, ByteSlice.of(HexFormat.of().parseHex("0a00120a")), out))
        .isInstanceOf(MalformedOtlpException.class);
    assertThat(out.size()).isZero();
  }

  @Test
  void aFailingStreamFailsTheWriting() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("disk full");
          }
        };
    assertThatThrownBy(() -> json.writeJson(Signal.TRACES, ByteSlice.EMPTY, full))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  @Test
  void changedBytesAreReadOrRefusedButNeverHarmful() throws Exception {
    String text =
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"é\",\"value\":{\"intValue\":\"12\"}}]},"
            + "\"scopeSpans\":[{\"spans\":[{\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"kind\":2,"
            + "\"startTimeUnixNano\":\"1544712660000000000\",\"attributes\":[{\"key\":\"d\",\"value\":"
            + "{\"doubleValue\":1.5e3}},{\"key\":\"b\",\"value\":{\"bytesValue\":\"AQID\"}}],"
            + "\"status\":{\"code\":1}}]}]}]}";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    java.util.Random random = new java.util.Random(1);
    int accepted = 0;
    int rounds = 20_000;
    for (int round = 0; round < rounds; round++) {
      byte[] changed = java.util.Arrays.copyOf(bytes, bytes.length - round % 2 * random.nextInt(9));
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(changed.length);
        changed[at] =
            random.nextBoolean() ? bytes[random.nextInt(bytes.length)] : (byte) random.nextInt();
      }
      try {
        ByteSlice read = json.toProtobuf(Signal.TRACES, ByteSlice.of(changed));
        assertThat(new RequestCheck().items(Signal.TRACES, read, ScanLimits.DEFAULT))
            .isBetween(0, 1);
        ExportTraceServiceRequest unused = ExportTraceServiceRequest.parseFrom(read.toByteArray());
        accepted++;
      } catch (MalformedOtlpException e) {
        assertThat(e.position()).as("round %s", round).isBetween(-1L, (long) changed.length);
      }
    }
    assertThat(accepted).isBetween(rounds / 20, rounds * 19 / 20);
  }

  private Span span(String text) throws Exception {
    return read("{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [" + text.strip() + "]}]}]}")
        .getResourceSpans(0)
        .getScopeSpans(0)
        .getSpans(0);
  }

  private ExportTraceServiceRequest read(String text) throws Exception {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    return ExportTraceServiceRequest.parseFrom(
        json.toProtobuf(Signal.TRACES, ByteSlice.of(bytes)).toByteArray());
  }
}
