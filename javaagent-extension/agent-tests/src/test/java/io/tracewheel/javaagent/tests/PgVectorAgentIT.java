// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that searches in a real PostgreSQL through frameworks. */
@EnabledIf(
    value = "io.tracewheel.javaagent.tests.PostgresServer#isInstalled",
    disabledReason =
        "No PostgreSQL with pgvector here: install Debian's postgresql-<version>-pgvector, or name"
            + " the directory of its programs, -Dpostgres.bin=")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PgVectorAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.pgvector.ScriptedCalls";

  /** All that the application did; what the database does is told by upstream's spans. */
  private static final String TREES =
      """
      CREATE TABLE postgres.langchain_segments
      CREATE TABLE postgres.spring_documents
      CREATE postgres
      CREATE postgres
      CREATE postgres
      DROP TABLE postgres.langchain_segments
      DROP TABLE postgres.spring_documents
      DROP TABLE postgres.spring_documents
      INSERT postgres.langchain_segments
      INSERT public.spring_documents
      embeddings langchain-asking (client, 1 HTTP)
      embeddings langchain-asking (client, 1 HTTP)
      embeddings langchain-writing (client, 1 HTTP)
      embeddings spring-vectors (client, 1 HTTP)
      embeddings spring-vectors (client, 1 HTTP)
      retrieval (client)
        CREATE postgres
        SELECT postgres.langchain_segments
      retrieval (client)
        CREATE postgres
        SELECT postgres.langchain_segments
        embeddings langchain-retriever (client, 1 HTTP)
      retrieval (client) java.lang.RuntimeException
        CREATE postgres
        SELECT postgres.langchain_segments
      retrieval spring_documents (client)
        SELECT public.spring_documents
        embeddings spring-vectors (client, 1 HTTP)
      retrieval spring_documents (client) org.springframework.jdbc.BadSqlGrammarException
        SELECT public.spring_documents
        embeddings spring-vectors (client, 1 HTTP)
      """;

  private StubModelServer models;
  private PostgresServer database;

  @BeforeAll
  void start() throws Exception {
    models = new StubModelServer();
    database = new PostgresServer();
  }

  @AfterAll
  void stop() throws Exception {
    models.close();
    database.close();
  }

  static Stream<Cell> cells() {
    return Cell.of("vector-stores/pgvector");
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    models.reset();
    return command.run(dir, cell.classPath(), APPLICATION, models.origin(), database.jdbcUrl());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameAndEachSearchIsOneSpan(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), dir);
    ApplicationRun traced = run(cell, cell.traced(), dir);

    assertThat(plain.seen()).contains("spring search: [Rainy., Sunny.]", "retriever: [Sunny.]");
    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced)).isEqualTo(TREES);
    for (RecordedSpan search : searches(traced)) {
      assertThat(search.attributes())
          .contains(
              entry("gen_ai.operation.name", "retrieval"), entry("gen_ai.retrieval.top_k", 3L))
          .doesNotContainKeys("gen_ai.retrieval.query.text", "gen_ai.retrieval.documents");
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void contentIsOnTheSpansWhenAskedFor(Cell cell, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            cell,
            cell.traced().env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "span_only"),
            dir);

    assertThat(run.complaints()).isEmpty();
    List<RecordedSpan> found =
        searches(run).stream().filter(search -> search.get("error.type") == null).toList();
    assertThat(found).hasSize(3);
    for (RecordedSpan search : found) {
      assertThat(String.valueOf(search.get("gen_ai.retrieval.documents"))).contains("Sunny.");
    }
    RecordedSpan spring =
        found.stream().filter(search -> search.name().endsWith("spring_documents")).findAny().get();
    assertThat(spring.attributes()).containsEntry("gen_ai.retrieval.query.text", "Nice day?");
    assertThat(String.valueOf(spring.get("gen_ai.retrieval.documents")))
        .contains("Sunny.", "Rainy.", "\"score\":1.0");
  }

  private static List<RecordedSpan> searches(ApplicationRun run) {
    return run.spans().stream().filter(span -> span.name().startsWith("retrieval")).toList();
  }
}
