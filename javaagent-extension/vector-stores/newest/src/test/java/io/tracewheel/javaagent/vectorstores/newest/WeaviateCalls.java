// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores.newest;

import io.weaviate.client.Config;
import io.weaviate.client.WeaviateClient;
import io.weaviate.client.base.Result;
import io.weaviate.client.v1.async.WeaviateAsyncClient;
import io.weaviate.client.v1.async.graphql.api.Get;
import io.weaviate.client.v1.graphql.model.GraphQLResponse;
import io.weaviate.client.v1.graphql.query.argument.NearTextArgument;
import io.weaviate.client.v1.graphql.query.fields.Field;
import io.weaviate.client6.v1.api.collections.query.QueryResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.hc.core5.concurrent.FutureCallback;

/** Weaviate's async searches and its newer client. The application finds this class by its name. */
public final class WeaviateCalls {

  private WeaviateCalls() {}

  /**
   * Takes all steps.
   *
   * @param step names a step and runs it
   */
  public static void run(
      int grpcPort, int httpPort, BiConsumer<String, Callable<? extends Object>> step)
      throws Exception {
    graphql(httpPort, step);
    grpc(grpcPort, httpPort, step);
  }

  private static void graphql(int httpPort, BiConsumer<String, Callable<? extends Object>> step) {
    WeaviateClient client = new WeaviateClient(new Config("http", "127.0.0.1:" + httpPort));
    try (WeaviateAsyncClient async = client.async()) {
      for (String name : List.of("WeaviateFuture", "WeaviateFutureRefused")) {
        step.accept(name, () -> told(get(async, name).run().get(20, TimeUnit.SECONDS)));
      }
      step.accept(
          "with a callback",
          () -> {
            CompletableFuture<String> told = new CompletableFuture<>();
            get(async, "WeaviateCallback").run(new Telling(told));
            return told.get(20, TimeUnit.SECONDS);
          });
    }
  }

  private static Get get(WeaviateAsyncClient async, String name) {
    return async
        .graphQL()
        .get()
        .withClassName(name)
        .withNearText(NearTextArgument.builder().concepts(new String[] {"nice", "day"}).build())
        .withLimit(3)
        .withFields(Field.builder().name("text").build());
  }

  private static String told(Result<GraphQLResponse> result) {
    return result.hasErrors()
        ? "error " + result.getError().getStatusCode()
        : String.valueOf(result.getResult().getData());
  }

  private record Telling(CompletableFuture<String> told)
      implements FutureCallback<Result<GraphQLResponse>> {
    @Override
    public void completed(Result<GraphQLResponse> result) {
      told.complete(WeaviateCalls.told(result));
    }

    @Override
    public void failed(Exception error) {
      told.completeExceptionally(error);
    }

    @Override
    public void cancelled() {
      told.cancel(false);
    }
  }

  private static void grpc(
      int grpcPort, int httpPort, BiConsumer<String, Callable<? extends Object>> step)
      throws Exception {
    try (io.weaviate.client6.v1.api.WeaviateClient client =
        io.weaviate.client6.v1.api.WeaviateClient.connectToCustom(
            custom ->
                custom
                    .scheme("http")
                    .httpHost("127.0.0.1")
                    .httpPort(httpPort)
                    .grpcHost("127.0.0.1")
                    .grpcPort(grpcPort))) {
      float[] vector = {0.25f, -0.5f, 0.125f};
      for (String name : List.of("Weaviate6Plain", "Weaviate6unavailable")) {
        step.accept(
            name,
            () ->
                ids(client.collections.use(name).query.nearVector(vector, near -> near.limit(3))));
      }
      step.accept(
          "by words",
          () ->
              ids(
                  client
                      .collections
                      .use("Weaviate6Words")
                      .query
                      .bm25("nice day", words -> words.limit(3))));
      step.accept(
          "fetched", () -> ids(client.collections.use("Weaviate6Fetched").query.fetchObjects()));
      try (io.weaviate.client6.v1.api.WeaviateClientAsync async = client.async()) {
        for (String name : List.of("Weaviate6Async", "Weaviate6Asyncunavailable")) {
          step.accept(
              name,
              () ->
                  ids(
                      async
                          .collections
                          .use(name)
                          .query
                          .nearVector(vector, near -> near.limit(3))
                          .get(20, TimeUnit.SECONDS)));
        }
      }
    }
  }

  private static List<String> ids(QueryResponse<Map<String, Object>> found) {
    return found.objects().stream()
        .map(object -> object.uuid() + " " + object.queryMetadata().certainty())
        .toList();
  }
}
