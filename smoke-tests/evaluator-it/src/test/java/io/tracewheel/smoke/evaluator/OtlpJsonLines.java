// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Reads files of OTLP/JSON lines by protobuf's own JSON mapping. OTLP differs from it in one thing
 * that matters for reading: ids are hex, not base64, so these are put right first.
 */
public final class OtlpJsonLines {

  private static final Set<String> IDS = Set.of("traceId", "spanId", "parentSpanId");

  private OtlpJsonLines() {}

  /** The export requests of a file, in order; gzip is recognised by the name. */
  static List<Message> read(Path file) throws IOException {
    List<Message> requests = new ArrayList<>();
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        requests.add(parse(line));
      }
    }
    return requests;
  }

  /** The trace requests among them. */
  public static List<ExportTraceServiceRequest> traces(List<Message> requests) {
    return requests.stream()
        .filter(ExportTraceServiceRequest.class::isInstance)
        .map(ExportTraceServiceRequest.class::cast)
        .toList();
  }

  /** The log requests among them. */
  static List<ExportLogsServiceRequest> logs(List<Message> requests) {
    return requests.stream()
        .filter(ExportLogsServiceRequest.class::isInstance)
        .map(ExportLogsServiceRequest.class::cast)
        .toList();
  }

  /** The export request of one line. */
  public static Message parse(String line) throws InvalidProtocolBufferException {
    JsonObject tree = JsonParser.parseString(line).getAsJsonObject();
    Message.Builder builder;
    if (tree.has("resourceSpans")) {
      builder = ExportTraceServiceRequest.newBuilder();
    } else if (tree.has("resourceLogs")) {
      builder = ExportLogsServiceRequest.newBuilder();
    } else if (tree.has("resourceMetrics")) {
      builder = ExportMetricsServiceRequest.newBuilder();
    } else {
      throw new InvalidProtocolBufferException("an OTLP/JSON line of no known signal");
    }
    idsToBase64(tree);
    JsonFormat.parser().merge(tree.toString(), builder);
    return builder.build();
  }

  private static void idsToBase64(JsonElement element) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(OtlpJsonLines::idsToBase64);
    } else if (element.isJsonObject()) {
      for (Map.Entry<String, JsonElement> field : element.getAsJsonObject().entrySet()) {
        JsonElement value = field.getValue();
        if (IDS.contains(field.getKey()) && value.isJsonPrimitive()) {
          byte[] id = HexFormat.of().parseHex(value.getAsString());
          field.setValue(new JsonPrimitive(Base64.getEncoder().encodeToString(id)));
        } else {
          idsToBase64(value);
        }
      }
    }
  }
}
