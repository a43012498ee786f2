// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tracewheel.smoke.evaluator.Scores.Score;
import io.tracewheel.smoke.evaluator.Scores.SpanKey;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hand-made traces of an agent at a library's desk, with defects of every kind, and the scores that
 * they deserve.
 */
final class LibraryDesk {

  private LibraryDesk() {}

  /** The file of OTLP/JSON lines. */
  static Path file() {
    return resource("library-desk.jsonl");
  }

  static List<ExportTraceServiceRequest> requests() throws IOException {
    return OtlpJsonLines.traces(OtlpJsonLines.read(file()));
  }

  /** Expected scores by span and evaluator; spans without scores are not in it. */
  static Map<SpanKey, Map<String, Score>> scores() throws IOException {
    Map<SpanKey, Map<String, Score>> scores = new LinkedHashMap<>();
    for (String line : Files.readAllLines(resource("library-desk-scores.tsv"))) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      String label = cells[4];
      @Nullable String explanation = cells.length > 5 ? cells[5] : null;
      scores
          .computeIfAbsent(new SpanKey(id(cells[0]), id(cells[1])), key -> new TreeMap<>())
          .put(cells[3], new Score(label.equals("pass") ? 1 : 0, label, explanation));
    }
    return scores;
  }

  private static ByteString id(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static Path resource(String name) {
    var url = LibraryDesk.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalStateException("the test resource " + name + " is missing");
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
