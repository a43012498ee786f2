// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.milvus.client.MilvusClient;
import io.milvus.client.MilvusServiceClient;
import io.milvus.grpc.SearchResults;
import io.milvus.param.ConnectParam;
import io.milvus.param.MetricType;
import io.milvus.param.R;
import io.milvus.param.RetryParam;
import io.milvus.param.dml.SearchParam;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.response.SearchResp;
import io.pinecone.clients.AsyncIndex;
import io.pinecone.clients.Index;
import io.pinecone.configs.PineconeConfig;
import io.pinecone.configs.PineconeConnection;
import io.pinecone.unsigned_indices_model.QueryResponseWithUnsignedIndices;
import io.weaviate.client.Config;
import io.weaviate.client.WeaviateClient;
import io.weaviate.client.base.Result;
import io.weaviate.client.v1.graphql.model.GraphQLResponse;
import io.weaviate.client.v1.graphql.query.argument.NearTextArgument;
import io.weaviate.client.v1.graphql.query.fields.Field;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Steps with the clients of Pinecone, Milvus and Weaviate. */
final class OtherStores {

  private final StubStores stores;
  private final ScriptedCalls calls;

  OtherStores(StubStores stores, ScriptedCalls calls) {
    this.stores = stores;
    this.calls = calls;
  }

  void all() throws Exception {
    pinecone();
    milvus();
    milvusV2();
    weaviate();
  }

  private void pinecone() throws Exception {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", stores.grpcPort()).usePlaintext().build();
    PineconeConfig config = new PineconeConfig("key");
    config.setHost("127.0.0.1");
    config.setCustomManagedChannel(channel);
    PineconeConnection connection = new PineconeConnection(config);
    for (String name : List.of("pinecone-plain", "pinecone-unavailable")) {
      Index index = client(Index.class, config, connection, name);
      calls.step(name, () -> matches(index.queryByVector(3, ScriptedCalls.VECTOR, name)));
    }
    Index byId = client(Index.class, config, connection, "pinecone-id");
    calls.step("by id", () -> matches(byId.queryByVectorId(3, "v-1", "pinecone-id")));
    for (String name : List.of("pinecone-async", "pinecone-async-unavailable")) {
      AsyncIndex index = client(AsyncIndex.class, config, connection, name);
      calls.step(
          name,
          () ->
              matches(
                  index.queryByVector(3, ScriptedCalls.VECTOR, name).get(20, TimeUnit.SECONDS)));
    }
    connection.close();
  }

  /** Later releases want the configuration besides. */
  private static <T> T client(
      Class<T> type, PineconeConfig config, PineconeConnection connection, String name)
      throws Exception {
    Constructor<?> constructor = type.getConstructors()[0];
    return type.cast(
        constructor.getParameterCount() == 2
            ? constructor.newInstance(connection, name)
            : constructor.newInstance(config, connection, name));
  }

  private static List<String> matches(QueryResponseWithUnsignedIndices found) {
    return found.getMatchesList().stream()
        .map(match -> match.getId() + " " + match.getScore())
        .toList();
  }

  private void milvus() {
    MilvusServiceClient client =
        new MilvusServiceClient(
            ConnectParam.newBuilder().withHost("127.0.0.1").withPort(stores.grpcPort()).build());
    MilvusClient once = client.withRetry(RetryParam.newBuilder().withMaxRetryTimes(1).build());
    for (String name : List.of("milvus_plain", "milvus_unavailable")) {
      calls.step(name, () -> scores(once.search(milvusSearch(name))));
    }
    calls.step(
        "milvus async",
        () -> scores(client.searchAsync(milvusSearch("milvus_async")).get(20, TimeUnit.SECONDS)));
    client.close();
  }

  private static SearchParam milvusSearch(String collection) {
    return SearchParam.newBuilder()
        .withCollectionName(collection)
        .withVectorFieldName("embedding")
        .withVectors(List.of(ScriptedCalls.VECTOR))
        .withMetricType(MetricType.COSINE)
        .withTopK(3)
        .build();
  }

  private static String scores(R<SearchResults> found) {
    return found.getStatus() == 0
        ? found.getData().getResults().getScoresList().toString()
        : found.getStatus() + " " + found.getException().getClass().getName();
  }

  private void milvusV2() throws Exception {
    MilvusClientV2 client =
        new MilvusClientV2(
            ConnectConfig.builder().uri("http://127.0.0.1:" + stores.grpcPort()).build());
    once(client);
    for (String name : List.of("milvus_v2_plain", "milvus_v2_unavailable")) {
      calls.step(
          name,
          () -> {
            SearchReq request =
                SearchReq.builder()
                    .collectionName(name)
                    .annsField("embedding")
                    .data(milvusVectors())
                    .topK(3)
                    .build();
            SearchResp found = client.search(request);
            return found.getSearchResults().get(0).stream()
                .map(SearchResp.SearchResult::getId)
                .toList();
          });
    }
  }

  /** Later releases try again for minutes. */
  private static void once(MilvusClientV2 client) throws Exception {
    Class<?> retries;
    try {
      retries = Class.forName("io.milvus.v2.client.RetryConfig");
    } catch (ClassNotFoundException early) {
      return;
    }
    Object builder = retries.getMethod("builder").invoke(null);
    builder.getClass().getMethod("maxRetryTimes", int.class).invoke(builder, 1);
    MilvusClientV2.class
        .getMethod("retryConfig", retries)
        .invoke(client, builder.getClass().getMethod("build").invoke(builder));
  }

  /** Later releases have a class for them. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List milvusVectors() throws Exception {
    try {
      return List.of(
          Class.forName("io.milvus.v2.service.vector.request.data.FloatVec")
              .getConstructor(List.class)
              .newInstance(ScriptedCalls.VECTOR));
    } catch (ClassNotFoundException early) {
      return List.of(ScriptedCalls.VECTOR);
    }
  }

  private void weaviate() {
    WeaviateClient client =
        new WeaviateClient(new Config("http", "127.0.0.1:" + stores.httpPort()));
    for (String name : List.of("WeaviatePlain", "WeaviateRefused", "WeaviateWrong")) {
      calls.step(
          name,
          () ->
              told(
                  client
                      .graphQL()
                      .get()
                      .withClassName(name)
                      .withNearText(
                          NearTextArgument.builder().concepts(new String[] {"nice", "day"}).build())
                      .withLimit(3)
                      .withFields(Field.builder().name("text").build())
                      .run()));
    }
    calls.step(
        "listing",
        () ->
            told(
                client
                    .graphQL()
                    .get()
                    .withClassName("WeaviateListing")
                    .withFields(Field.builder().name("text").build())
                    .run()));
  }

  private static String told(Result<GraphQLResponse> result) {
    return result.hasErrors()
        ? "error " + result.getError().getStatusCode()
        : String.valueOf(result.getResult().getData());
  }
}
