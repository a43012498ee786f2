// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedding model of the packaged evaluator: where it lies, and that it is used from there. */
@Timeout(120)
class EmbeddingsIT {
  /** What a service without the model has to open and read; today 33 MB. */
  private static final long MOST_WITHOUT = 60L << 20;

  @TempDir private Path directory;

  @Test
  void modelAndRuntimeLieApartFromWhatEveryStartOpens() throws Exception {
    Path jar = Checkout.evaluatorJar();
    Map<String, Long> apart = jars(jar.resolveSibling("embeddings"));
    assertThat(apart.keySet())
        .anyMatch(name -> name.startsWith("onnxruntime-"))
        .anyMatch(name -> name.startsWith("langchain4j-embeddings-all-minilm"))
        .anyMatch(name -> name.startsWith("tracewheel-embeddings-"));
    Map<String, Long> opened = jars(jar.resolveSibling("lib"));
    assertThat(opened.keySet())
        .noneMatch(name -> name.contains("onnx") || name.contains("minilm"))
        .noneMatch(apart::containsKey);
    long bytes = sum(opened);
    System.out.printf(
        Locale.ROOT, "lib/ has %d MB, embeddings/ %d MB%n", bytes >> 20, sum(apart) >> 20);
    assertThat(bytes).isLessThan(MOST_WITHOUT);
  }

  @Test
  void answersAreComparedByMeaningInThePackagedProcess() throws Exception {
    Path rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            """
            rules:
              - name: means_refund
                evaluator: semantic_similarity
                params: {expected: "The money will be returned to you within three days.", min: 0.5}
            """);
    Path traces =
        Files.writeString(
            directory.resolve("traces.jsonl"),
            trace(1, "You will get your money back in three days.")
                + "\n"
                + trace(2, "Penguins live in the south.")
                + "\n");
    Path scores = directory.resolve("scores.jsonl");
    EvaluatorProcess.Result evaluate =
        EvaluatorProcess.run(
            "evaluate",
            "--config",
            rules.toString(),
            "--out",
            scores.toString(),
            traces.toString());
    assertThat(evaluate.exitCode()).as(evaluate.said()).isZero();
    Map<String, String> labels = new TreeMap<>();
    Scores.records(OtlpJsonLines.logs(OtlpJsonLines.read(scores)))
        .forEach(event -> labels.put(Scores.hex(event.getTraceId()), Scores.of(event).label()));
    assertThat(labels)
        .as(evaluate.said())
        .isEqualTo(Map.of("0".repeat(31) + "1", "pass", "0".repeat(31) + "2", "fail"));
  }

  private static String trace(int number, String answer) {
    return String.format(
        Locale.ROOT,
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":\"%016x\","
            + "\"name\":\"chat\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\",\"attributes\":["
            + "{\"key\":\"gen_ai.operation.name\",\"value\":{\"stringValue\":\"chat\"}},"
            + "{\"key\":\"gen_ai.output.messages\",\"value\":{\"stringValue\":\"[{\\\"role\\\":"
            + "\\\"assistant\\\",\\\"parts\\\":[{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\"%s\\\"}]}]"
            + "\"}}]}]}]}]}",
        number,
        number,
        answer);
  }

  private static Map<String, Long> jars(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(path -> path.toString().endsWith(".jar")).forEach(files::add);
    }
    Map<String, Long> jars = new TreeMap<>();
    for (Path file : files) {
      jars.put(String.valueOf(file.getFileName()), Files.size(file));
    }
    return jars;
  }

  private static long sum(Map<String, Long> jars) {
    return jars.values().stream().mapToLong(Long::longValue).sum();
  }
}
