// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.LogRecords;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.TraceRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Golden pairs: for each dialect a payload as its emitter sends it ({@code traces.json}, perhaps
 * {@code logs.json}, both OTLP/JSON) and the normal form of its GenAI spans ({@code
 * expected.json}), written by reading the payload and never by running the reader.
 */
class DialectsTest {
  private static final Path PAIRS = Path.of("src/test/resources/dialects");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final GenAiReader reader = new GenAiReader(ContentLimits.DEFAULT);

  static Stream<String> pairs() throws Exception {
    try (Stream<Path> files = Files.list(PAIRS)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void readsTheNormalForm(String pair) throws Exception {
    Path folder = PAIRS.resolve(pair);
    TraceRequest request = new TraceRequest();
    request.scan(
        protobuf(Signal.TRACES, folder.resolve("traces.json")),
        reader.interesting(),
        ScanLimits.DEFAULT);
    List<LogRecordView> logs =
        Files.exists(folder.resolve("logs.json"))
            ? LogRecords.named(
                reader.interestingLogs(),
                protobuf(Signal.LOGS, folder.resolve("logs.json")),
                ScanLimits.DEFAULT)
            : List.of();
    ArrayNode forms = JSON.createArrayNode();
    for (int i = 0; i < request.selectedCount(); i++) {
      SpanView span = request.selected(i);
      GenAiOperation operation = reader.read(span, logs);
      if (operation != null) {
        forms.add(NormalForm.of(span.name(), operation));
      }
    }
    JsonNode expected = JSON.readTree(Files.readAllBytes(folder.resolve("expected.json")));
    List<String> differences = new ArrayList<>();
    compare(pair, expected, forms, differences);
    assertThat(differences).isEmpty();
  }

  @Test
  void everyDialectHasAGoldenPair() throws Exception {
    StringBuilder expected = new StringBuilder();
    for (String pair : pairs().toList()) {
      expected.append(Files.readString(PAIRS.resolve(pair).resolve("expected.json")));
    }
    for (Dialect dialect : Dialects.ALL) {
      assertThat(expected.toString()).contains("\"dialect\": \"" + dialect.name() + "\"");
    }
  }

  /** Notes every place where two trees differ; 5 and 5.0 are the same number. */
  private static void compare(String at, JsonNode expected, JsonNode actual, List<String> into) {
    if (expected.isObject() && actual.isObject()) {
      Set<String> names = new TreeSet<>(expected.propertyNames());
      names.addAll(actual.propertyNames());
      names.forEach(name -> compare(at + "." + name, expected.path(name), actual.path(name), into));
    } else if (expected.isArray() && actual.isArray()) {
      for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
        compare(at + "[" + i + "]", expected.path(i), actual.path(i), into);
      }
    } else if (!same(expected, actual)) {
      into.add(at + ": expected " + expected + " but was " + actual);
    }
  }

  private static boolean same(JsonNode one, JsonNode other) {
    boolean numbers = one.isNumber() && other.isNumber();
    return numbers ? one.asDouble() == other.asDouble() : one.equals(other);
  }

  static ByteSlice protobuf(Signal signal, Path file) throws Exception {
    return ByteSlice.of(
        new OtlpJson(ScanLimits.DEFAULT)
            .toProtobuf(signal, ByteSlice.of(Files.readAllBytes(file)))
            .toByteArray());
  }
}
