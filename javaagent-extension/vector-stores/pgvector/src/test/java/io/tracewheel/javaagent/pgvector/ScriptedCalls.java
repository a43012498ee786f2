// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.pgvector;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.pgvector.PgVectorEmbeddingStore;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.pgvector.PgVectorStore;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An application that searches in PostgreSQL through Spring AI and LangChain4j and writes down what
 * it sees. It runs in a JVM of its own, with and without the agent; both must see the same. Vectors
 * come from a stub server; the name of the model tells the test which search asked for them.
 */
public final class ScriptedCalls {

  private static final int DIMENSION = 3;

  private static final String QUESTION = "Nice day?";

  private final String models;
  private final DataSource database;
  private final JdbcTemplate sql;
  private final PrintStream seen;

  private ScriptedCalls(String models, DataSource database, PrintStream seen) {
    this.models = models;
    this.database = database;
    this.sql = new JdbcTemplate(database);
    this.seen = seen;
  }

  /**
   * @param args URL of the model server without a path, URL of the database, file to write to
   */
  public static void main(String[] args) throws Exception {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(args[1]);
    try (PrintStream seen = new PrintStream(args[2], StandardCharsets.UTF_8)) {
      new ScriptedCalls(args[0], database, seen).all();
    }
    System.exit(0); // pools of HTTP clients would keep the JVM alive
  }

  private interface Step {
    Object run() throws Exception;
  }

  private void step(String name, Step step) {
    String line;
    try {
      line = String.valueOf(step.run());
    } catch (Throwable e) {
      StringBuilder thrown = new StringBuilder("threw");
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        thrown.append(' ').append(cause.getClass().getName());
      }
      line = thrown.toString();
    }
    seen.println(name + ": " + line);
  }

  private void all() {
    sql.execute("CREATE EXTENSION IF NOT EXISTS vector");
    sql.execute("DROP TABLE IF EXISTS spring_documents, langchain_segments");
    PgVectorStore spring = springStore();
    step("spring search", () -> search(spring));
    sql.execute("DROP TABLE spring_documents");
    step("spring without its table", () -> search(spring));

    PgVectorEmbeddingStore langchain = langchainStore();
    step("langchain search", () -> search(langchain));
    step("langchain retriever", () -> retrieve(langchain));
    sql.execute("DROP TABLE langchain_segments");
    step("langchain without its table", () -> search(langchain));
  }

  /** Makes the table itself: the store would ask for two more extensions. */
  private PgVectorStore springStore() {
    sql.execute(
        "CREATE TABLE spring_documents (id uuid PRIMARY KEY, content text, metadata json,"
            + " embedding vector("
            + DIMENSION
            + "))");
    PgVectorStore store =
        PgVectorStore.builder(sql, new SpringVectors(model("spring-vectors")))
            .vectorTableName("spring_documents")
            .dimensions(DIMENSION)
            .build();
    store.add(
        List.of(
            document("10000000-0000-0000-0000-000000000001", "Sunny."),
            document("10000000-0000-0000-0000-000000000002", "Rainy.")));
    return store;
  }

  private static Document document(String id, String text) {
    return Document.builder().id(id).text(text).build();
  }

  private static Object search(PgVectorStore store) {
    return store.similaritySearch(SearchRequest.builder().query(QUESTION).topK(3).build()).stream()
        .map(Document::getText)
        .sorted()
        .toList();
  }

  private PgVectorEmbeddingStore langchainStore() {
    PgVectorEmbeddingStore store =
        PgVectorEmbeddingStore.datasourceBuilder()
            .datasource(database)
            .table("langchain_segments")
            .dimension(DIMENSION)
            .build();
    TextSegment sunny = TextSegment.from("Sunny.");
    store.add(model("langchain-writing").embed(sunny).content(), sunny);
    return store;
  }

  private Object search(PgVectorEmbeddingStore store) {
    return store
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(model("langchain-asking").embed(QUESTION).content())
                .maxResults(3)
                .build())
        .matches()
        .stream()
        .map(match -> match.embedded().text())
        .toList();
  }

  private Object retrieve(PgVectorEmbeddingStore store) {
    return EmbeddingStoreContentRetriever.builder()
        .embeddingStore(store)
        .embeddingModel(model("langchain-retriever"))
        .maxResults(3)
        .build()
        .retrieve(Query.from(QUESTION))
        .stream()
        .map(content -> content.textSegment().text())
        .toList();
  }

  private EmbeddingModel model(String name) {
    return OpenAiEmbeddingModel.builder()
        .baseUrl(models + "/v1")
        .apiKey("sk-test")
        .modelName(name)
        .maxRetries(0)
        .build();
  }
}
