// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.milvus.grpc.IDs;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.SearchRequest;
import io.milvus.grpc.SearchResultData;
import io.milvus.grpc.SearchResults;
import io.pinecone.proto.QueryRequest;
import io.pinecone.proto.QueryResponse;
import io.pinecone.proto.ScoredVector;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.Points;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the stores answer, in the message classes of the release that is on the class path. Two
 * documents each, with the scores 0.9 and 0.5.
 */
final class Answers {

  private static final String FIRST = "11111111-1111-1111-1111-111111111111";

  private static final String SECOND = "22222222-2222-2222-2222-222222222222";

  private Answers() {}

  static Map<String, StubStores.Answer> all() {
    Map<String, StubStores.Answer> answers = new LinkedHashMap<>();
    answers.put(
        "qdrant.Points/Search",
        request -> found(Points.SearchPoints.parseFrom(request).getCollectionName()));
    answers.put(
        "qdrant.Points/Recommend",
        request -> found(Points.RecommendPoints.parseFrom(request).getCollectionName()));
    answers.put(
        "qdrant.Points/Query",
        request -> found(Points.QueryPoints.parseFrom(request).getCollectionName()));
    answers.put(
        "qdrant.Points/SearchBatch",
        request ->
            Map.entry(
                Points.SearchBatchPoints.parseFrom(request).getCollectionName(),
                Points.SearchBatchResponse.newBuilder()
                    .addResult(Points.BatchResult.newBuilder().addResult(first()))
                    .addResult(Points.BatchResult.newBuilder().addResult(second()))
                    .build()
                    .toByteArray()));
    answers.put(
        "qdrant.Points/SearchGroups",
        request ->
            Map.entry(
                Points.SearchPointGroups.parseFrom(request).getCollectionName(),
                Points.SearchGroupsResponse.newBuilder()
                    .setResult(
                        Points.GroupsResult.newBuilder()
                            .addGroups(
                                Points.PointGroup.newBuilder().addHits(first()).addHits(second())))
                    .build()
                    .toByteArray()));
    answers.put("VectorService/Query", Answers::pinecone);
    answers.put("MilvusService/Search", Answers::milvus);
    answers.put("MilvusService/HybridSearch", Answers::milvus);
    answers.put(
        "weaviate.v1.Weaviate/Search",
        request -> Map.entry(Wire.firstText(request), Wire.weaviateReply(FIRST, 0.75f)));
    return answers;
  }

  private static Map.Entry<String, byte[]> found(String collection) {
    return Map.entry(
        collection,
        Points.SearchResponse.newBuilder()
            .addResult(first())
            .addResult(second())
            .build()
            .toByteArray());
  }

  private static Points.ScoredPoint first() {
    return point(Wire.pointId(FIRST), 0.9f, "sunny");
  }

  private static Points.ScoredPoint second() {
    return point(Wire.pointId(SECOND), 0.5f, "rainy");
  }

  /** The class of ids is not the same in all releases; its bytes are. */
  private static Points.ScoredPoint point(byte[] id, float score, String text) {
    try {
      return Points.ScoredPoint.newBuilder()
          .mergeFrom(Wire.message(1, id))
          .setScore(score)
          .setVectors(
              Points.VectorsOutput.newBuilder()
                  .setVector(Points.VectorOutput.newBuilder().addAllData(ScriptedCalls.VECTOR)))
          .putPayload("text_segment", ValueFactory.value(text))
          .putPayload("doc_content", ValueFactory.value(text))
          .build();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map.Entry<String, byte[]> pinecone(byte[] request) throws IOException {
    QueryResponse response =
        QueryResponse.newBuilder()
            .addMatches(ScoredVector.newBuilder().setId("p-1").setScore(0.9f))
            .addMatches(ScoredVector.newBuilder().setId("p-2").setScore(0.5f))
            .build();
    return Map.entry(QueryRequest.parseFrom(request).getNamespace(), response.toByteArray());
  }

  private static Map.Entry<String, byte[]> milvus(byte[] request) {
    SearchResults results =
        SearchResults.newBuilder()
            .setResults(
                SearchResultData.newBuilder()
                    .setNumQueries(1)
                    .setTopK(2)
                    .addTopks(2)
                    .addScores(0.9f)
                    .addScores(0.5f)
                    .setIds(
                        IDs.newBuilder().setIntId(LongArray.newBuilder().addData(41).addData(42))))
            .build();
    return Map.entry(collection(request), results.toByteArray());
  }

  private static String collection(byte[] request) {
    try {
      return SearchRequest.parseFrom(request).getCollectionName();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
