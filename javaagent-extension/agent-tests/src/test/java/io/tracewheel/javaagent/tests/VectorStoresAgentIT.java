// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that searches in vector stores in every supported way. */
class VectorStoresAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.vectorstores.ScriptedCalls";

  /** What both releases search in, once each. Nothing else, such as writing, makes a GenAI span. */
  private static final List<String> ONCE =
      List.of(
          "qdrant-plain",
          "qdrant-timeout",
          "qdrant-query",
          "qdrant-batch",
          "qdrant-groups",
          "qdrant-recommend",
          "qdrant-unavailable",
          "qdrant-late-stalled",
          "qdrant-stalled",
          "qdrant-before",
          "qdrant-after",
          "pinecone-plain",
          "pinecone-unavailable",
          "pinecone-id",
          "pinecone-async",
          "pinecone-async-unavailable",
          "milvus_plain",
          "milvus_unavailable",
          "milvus_async",
          "milvus_v2_plain",
          "milvus_v2_unavailable",
          "WeaviatePlain",
          "WeaviateRefused",
          "WeaviateWrong",
          "langchain-plain",
          "langchain-unavailable",
          "langchain-retriever",
          "spring-plain",
          "spring-unavailable");

  /** What only the newest clients can search in, once each. */
  private static final List<String> NEWEST =
      List.of(
          "WeaviateFuture",
          "WeaviateFutureRefused",
          "WeaviateCallback",
          "Weaviate6Plain",
          "Weaviate6unavailable",
          "Weaviate6Words",
          "Weaviate6Async",
          "Weaviate6Asyncunavailable");

  private static final List<String> FAILED =
      List.of(
          "qdrant-unavailable",
          "pinecone-unavailable",
          "pinecone-async-unavailable",
          "milvus_v2_unavailable");

  static Stream<Cell> cells() {
    return Cell.of("vector-stores");
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameAndEachSearchIsOneSpan(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = cell.plain().run(dir, cell.classPath(), APPLICATION);
    ApplicationRun traced = cell.traced().run(dir, cell.classPath(), APPLICATION);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(complaints(traced)).isEmpty();
    Map<String, Long> expected = new TreeMap<>();
    ONCE.forEach(searched -> expected.put(searched, 1L));
    expected.put("qdrant-many", 8L);
    if (cell.newest()) {
      NEWEST.forEach(searched -> expected.put(searched, 1L));
    }
    Map<String, Long> counted = new TreeMap<>();
    searches(traced)
        .forEach(
            span ->
                counted.merge(String.valueOf(span.get("gen_ai.data_source.id")), 1L, Long::sum));
    assertThat(counted).isEqualTo(expected);
    assertWhatTheSpansSay(cell, traced);
  }

  private static void assertWhatTheSpansSay(Cell cell, ApplicationRun run) {
    for (RecordedSpan span : searches(run)) {
      String searched = String.valueOf(span.get("gen_ai.data_source.id"));
      assertThat(span.name()).isEqualTo("retrieval " + searched);
      assertThat(span.kind()).isEqualTo(3);
      assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
      assertThat(span.attributes())
          .as(searched)
          .contains(
              entry("gen_ai.operation.name", "retrieval"),
              entry("server.address", "127.0.0.1"),
              entry("gen_ai.retrieval.top_k", searched.equals("qdrant-groups") ? 4L : 3L))
          .containsKey("server.port")
          .doesNotContainKeys("gen_ai.retrieval.query.text", "gen_ai.retrieval.documents");
      assertThat(ancestors(run, span))
          .as("no search of %s is inside another one", searched)
          .noneMatch(RecordedSpan::isLlm);
    }
    assertThat(only(run, "qdrant-plain").get("gen_ai.provider.name")).isEqualTo("qdrant");
    assertThat(only(run, "pinecone-plain").get("gen_ai.provider.name")).isEqualTo("pinecone");
    assertThat(only(run, "milvus_plain").get("gen_ai.provider.name")).isEqualTo("milvus");
    assertThat(only(run, "WeaviatePlain").get("gen_ai.provider.name")).isEqualTo("weaviate");
    assertThat(only(run, "langchain-plain").get("gen_ai.provider.name"))
        .as("what only the client below the framework knows")
        .isEqualTo("qdrant");

    FAILED.forEach(searched -> assertFailed(run, searched, "UNAVAILABLE"));
    assertFailed(run, "qdrant-late-stalled", "DEADLINE_EXCEEDED");
    assertFailed(run, "milvus_unavailable", "UNAVAILABLE");
    assertFailed(run, "langchain-unavailable", "java.lang.RuntimeException");
    assertFailed(run, "spring-unavailable", "java.lang.RuntimeException");
    // The oldest client cannot read errors on this JDK.
    assertFailed(run, "WeaviateRefused", cell.newest() ? "500" : "_OTHER");
    assertFailed(run, "WeaviateWrong", "GraphQLError");
    if (cell.newest()) {
      assertFailed(run, "WeaviateFutureRefused", "500");
      assertFailed(run, "Weaviate6unavailable", "UNAVAILABLE");
      assertFailed(run, "Weaviate6Asyncunavailable", "UNAVAILABLE");
    }
    assertThat(only(run, "qdrant-stalled").get("tracewheel.stream.end")).isEqualTo("cancelled");
    assertThat(only(run, "qdrant-stalled").status()).isZero();
    assertThat(only(run, "qdrant-plain").status()).isZero();
  }

  static Stream<Cell> newest() {
    return cells().filter(cell -> Setup.wholeMatrix() || cell.newest());
  }

  @ParameterizedTest
  @MethodSource("newest")
  void whatWasFoundIsOnTheSpansWhenAskedFor(Cell cell, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        cell.traced()
            .env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY")
            .run(dir, cell.classPath(), APPLICATION);

    assertThat(complaints(run)).isEmpty();
    for (String searched :
        List.of("qdrant-plain", "qdrant-query", "qdrant-batch", "qdrant-groups", "qdrant-many")) {
      assertThat(named(run, searched))
          .isNotEmpty()
          .allSatisfy(
              span ->
                  assertThat(documents(span))
                      .startsWith(
                          "[{\"id\":\"11111111-1111-1111-1111-111111111111\",\"score\":0.9,"
                              + "\"metadata\":{")
                      .contains("\"text_segment\":\"sunny\"", "\"score\":0.5"));
    }
    for (String searched : List.of("pinecone-plain", "pinecone-async")) {
      assertThat(documents(only(run, searched)))
          .isEqualTo("[{\"id\":\"p-1\",\"score\":0.9},{\"id\":\"p-2\",\"score\":0.5}]");
    }
    for (String searched : List.of("milvus_plain", "milvus_async", "milvus_v2_plain")) {
      assertThat(documents(only(run, searched)))
          .contains("{\"id\":\"41\",\"score\":0.9", "{\"id\":\"42\",\"score\":0.5");
    }
    assertThat(only(run, "WeaviatePlain").get("gen_ai.retrieval.query.text")).isEqualTo("nice day");
    assertThat(documents(only(run, "WeaviatePlain")))
        .isEqualTo("[{\"id\":\"w-1\",\"score\":0.75,\"metadata\":{\"text\":\"sunny\"}}]");
    assertThat(only(run, "langchain-retriever").get("gen_ai.retrieval.query.text"))
        .isEqualTo("Nice day?");
    for (String searched : List.of("langchain-plain", "langchain-retriever", "spring-plain")) {
      assertThat(documents(only(run, searched))).contains("\"content\":\"sunny\"");
    }
    assertThat(only(run, "spring-plain").get("gen_ai.retrieval.query.text")).isEqualTo("Nice day?");
    if (cell.newest()) {
      assertThat(only(run, "Weaviate6Words").get("gen_ai.retrieval.query.text"))
          .isEqualTo("nice day");
      for (String searched : List.of("Weaviate6Plain", "Weaviate6Words", "Weaviate6Async")) {
        assertThat(documents(only(run, searched)))
            .isEqualTo("[{\"id\":\"11111111-1111-1111-1111-111111111111\",\"score\":0.75}]");
      }
      assertThat(documents(only(run, "WeaviateCallback"))).contains("\"w-1\"");
    }
    for (String searched : FAILED) {
      assertThat(only(run, searched).attributes()).doesNotContainKey("gen_ai.retrieval.documents");
    }
  }

  /**
   * Upstream remarks, in its debug log only, that the stub serves where the client's context is.
   */
  private static List<String> complaints(ApplicationRun run) {
    return run.complaints().stream()
        .filter(line -> !line.contains("ContextPropagationDebug"))
        .toList();
  }

  private static List<RecordedSpan> searches(ApplicationRun run) {
    return run.spans().stream()
        .filter(RecordedSpan::isLlm)
        .filter(span -> !"embeddings".equals(span.get("gen_ai.operation.name")))
        .toList();
  }

  private static List<RecordedSpan> named(ApplicationRun run, String searched) {
    return searches(run).stream()
        .filter(span -> searched.equals(span.get("gen_ai.data_source.id")))
        .toList();
  }

  private static RecordedSpan only(ApplicationRun run, String searched) {
    List<RecordedSpan> spans = named(run, searched);
    assertThat(spans).as("searches of %s", searched).hasSize(1);
    return spans.get(0);
  }

  private static List<RecordedSpan> ancestors(ApplicationRun run, RecordedSpan span) {
    List<RecordedSpan> ancestors = new ArrayList<>();
    RecordedSpan child = span;
    boolean found = true;
    while (found) {
      found = false;
      for (RecordedSpan other : run.spans()) {
        if (other.spanId().equals(child.parentId())) {
          ancestors.add(other);
          child = other;
          found = true;
          break;
        }
      }
    }
    return ancestors;
  }

  private static String documents(RecordedSpan span) {
    return String.valueOf(span.get("gen_ai.retrieval.documents"));
  }

  private static void assertFailed(ApplicationRun run, String searched, String errorType) {
    RecordedSpan span = only(run, searched);
    assertThat(span.status()).as("status of %s", searched).isEqualTo(2);
    assertThat(span.get("error.type")).as("error.type of %s", searched).isEqualTo(errorType);
  }
}
