// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Points;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An application that searches in vector stores in every way that the instrumentation must survive
 * and writes down what it sees. It runs in a JVM of its own, with and without the agent; both must
 * see the same. The name of what is searched in tells the stub how to answer and the test which
 * span it was.
 */
public final class ScriptedCalls {

  static final List<Float> VECTOR = List.of(0.25f, -0.5f, 0.125f);

  private final StubStores stores;
  private final PrintStream seen;

  ScriptedCalls(StubStores stores, PrintStream seen) {
    this.stores = stores;
    this.seen = seen;
  }

  /**
   * @param args file to write to
   */
  public static void main(String[] args) throws Exception {
    try (StubStores stores = new StubStores(Answers.all());
        PrintStream seen = new PrintStream(args[0], StandardCharsets.UTF_8)) {
      ScriptedCalls calls = new ScriptedCalls(stores, seen);
      calls.qdrant();
      new OtherStores(stores, calls).all();
      new Frameworks(stores, calls).all();
      calls.newest();
    }
    System.exit(0); // the clients' pools would keep the JVM alive
  }

  /**
   * What only the newest releases can do is in a class of its own, if they are on the class path.
   */
  private void newest() throws Exception {
    Class<?> steps;
    try {
      steps = Class.forName("io.tracewheel.javaagent.vectorstores.newest.WeaviateCalls");
    } catch (ClassNotFoundException oldest) {
      return;
    }
    BiConsumer<String, Callable<?>> step = (name, run) -> step(name, run::call);
    steps
        .getMethod("run", int.class, int.class, BiConsumer.class)
        .invoke(null, stores.grpcPort(), stores.httpPort(), step);
  }

  /** What one step does. */
  interface Step {
    @Nullable Object run() throws Exception;
  }

  void step(String name, Step step) {
    String result;
    try {
      result = String.valueOf(step.run());
    } catch (Throwable t) {
      result = describe(t);
    }
    seen.println(name + ": " + withoutPorts(result));
  }

  /** The ports of the stubs are others in each run. */
  private String withoutPorts(String text) {
    return text.replace(Integer.toString(stores.grpcPort()), "GRPC")
        .replace(Integer.toString(stores.httpPort()), "HTTP")
        .replaceAll("after [0-9.]+s", "after ?s")
        .replaceAll("\\s+", " ");
  }

  private static String describe(Throwable t) {
    StringBuilder text = new StringBuilder();
    for (Throwable e = t; e != null; e = e.getCause()) {
      text.append(e.getClass().getName()).append('(').append(e.getMessage()).append(") ");
    }
    return text.toString();
  }

  private void qdrant() {
    try (QdrantClient client = qdrantClient(stores.grpcPort())) {
      step("search", () -> found(client.searchAsync(search("qdrant-plain"))));
      step(
          "with timeout",
          () -> found(client.searchAsync(search("qdrant-timeout"), Duration.ofSeconds(20))));
      step(
          "query",
          () ->
              found(
                  client.queryAsync(
                      Points.QueryPoints.newBuilder()
                          .setCollectionName("qdrant-query")
                          .setLimit(3)
                          .build())));
      step(
          "batch",
          () ->
              client
                  .searchBatchAsync(
                      "qdrant-batch", List.of(search("qdrant-batch"), search("qdrant-batch")), null)
                  .get(20, TimeUnit.SECONDS)
                  .size());
      step(
          "groups",
          () ->
              client
                  .searchGroupsAsync(
                      Points.SearchPointGroups.newBuilder()
                          .setCollectionName("qdrant-groups")
                          .addAllVector(VECTOR)
                          .setLimit(4)
                          .setGroupBy("city")
                          .build())
                  .get(20, TimeUnit.SECONDS)
                  .size());
      step(
          "recommend",
          () ->
              found(
                  client.recommendAsync(
                      Points.RecommendPoints.newBuilder()
                          .setCollectionName("qdrant-recommend")
                          .setLimit(3)
                          .build())));
      step("unavailable", () -> found(client.searchAsync(search("qdrant-unavailable"))));
      step(
          "too slow",
          () -> found(client.searchAsync(search("qdrant-late-stalled"), Duration.ofMillis(300))));
      step(
          "cancelled",
          () -> {
            ListenableFuture<List<Points.ScoredPoint>> future =
                client.searchAsync(search("qdrant-stalled"));
            return future.cancel(true) + " " + future.isCancelled();
          });
      step("in a callback", () -> inCallback(client));
      step("many", () -> many(client));
      step(
          "writes",
          () ->
              client.upsertAsync("qdrant-written", List.of()).get(20, TimeUnit.SECONDS).getStatus()
                  + " "
                  + client.deleteAsync("qdrant-written", List.of()).get(20, TimeUnit.SECONDS));
    }
  }

  static QdrantClient qdrantClient(int port) {
    return new QdrantClient(QdrantGrpcClient.newBuilder("127.0.0.1", port, false).build());
  }

  private static Points.SearchPoints search(String collection) {
    return Points.SearchPoints.newBuilder()
        .setCollectionName(collection)
        .addAllVector(VECTOR)
        .setLimit(3)
        .build();
  }

  private static List<String> found(ListenableFuture<List<Points.ScoredPoint>> future)
      throws Exception {
    return future.get(20, TimeUnit.SECONDS).stream()
        .map(point -> point.getScore() + " " + point.getPayloadCount())
        .toList();
  }

  /** A search that starts when another one has ended. */
  private static Object inCallback(QdrantClient client) throws Exception {
    CompletableFuture<Object> second = new CompletableFuture<>();
    Futures.addCallback(
        client.searchAsync(search("qdrant-before")),
        new FutureCallback<List<Points.ScoredPoint>>() {
          @Override
          public void onSuccess(@Nullable List<Points.ScoredPoint> first) {
            ListenableFuture<List<Points.ScoredPoint>> next =
                client.searchAsync(search("qdrant-after"));
            next.addListener(
                () -> second.complete(first == null ? -1 : first.size()), Runnable::run);
          }

          @Override
          public void onFailure(Throwable error) {
            second.completeExceptionally(error);
          }
        },
        MoreExecutors.directExecutor());
    return second.get(20, TimeUnit.SECONDS);
  }

  private static Object many(QdrantClient client) throws Exception {
    List<ListenableFuture<List<Points.ScoredPoint>>> searches = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      searches.add(client.searchAsync(search("qdrant-many")));
    }
    int found = 0;
    for (ListenableFuture<List<Points.ScoredPoint>> each : searches) {
      found += each.get(20, TimeUnit.SECONDS).size();
    }
    return found;
  }
}
