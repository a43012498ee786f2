// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads requests and answers of Amazon Bedrock's agents and knowledge bases. */
public final class BedrockAgents {

  private BedrockAgents() {}

  /**
   * @param json of an InvokeAgent or InvokeInlineAgent request, with the members of its path; what
   *     it lacks or has in another type is left out. Provider and server are the caller's to set
   */
  public static GenAiRequest agent(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.INVOKE_REMOTE_AGENT);
    request.set(GenAiAttributes.AGENT_ID, Json.string(body, "agentId"));
    request.set(GenAiAttributes.AGENT_NAME, Json.string(body, "agentName"));
    request.set(GenAiAttributes.BEDROCK_AGENT_ALIAS_ID, Json.string(body, "agentAliasId"));
    request.set(GenAiAttributes.CONVERSATION_ID, Json.string(body, "sessionId"));
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "foundationModel"));
    request.set(
        GenAiAttributes.BEDROCK_GUARDRAIL_ID,
        Json.string(Json.object(body, "guardrailConfiguration"), "guardrailIdentifier"));
    if (withContent) {
      request.content(Content.INPUT_MESSAGES, messages("user", Json.string(body, "inputText")));
      String instruction = Json.string(body, "instruction");
      if (instruction != null) {
        request.content(Content.SYSTEM_INSTRUCTIONS, Messages.listOf(Messages.text(instruction)));
      }
    }
    return request;
  }

  private static List<Object> messages(String role, @Nullable String text) {
    return text == null || text.isEmpty()
        ? new ArrayList<>()
        : Messages.listOf(Messages.message(role, Messages.listOf(Messages.text(text))));
  }

  /**
   * @param json of a Retrieve or RetrieveAndGenerate request, as above
   */
  public static GenAiRequest retrieval(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    Map<String, Object> generation =
        Json.object(
            Json.object(body, "retrieveAndGenerateConfiguration"), "knowledgeBaseConfiguration");
    // What RetrieveAndGenerate has one level down, Retrieve has in the body.
    Map<String, Object> search = generation.isEmpty() ? body : generation;
    GenAiRequest request = new GenAiRequest(Operation.RETRIEVAL);
    String knowledgeBase = Json.string(search, "knowledgeBaseId");
    request.set(GenAiAttributes.DATA_SOURCE_ID, knowledgeBase);
    request.set(GenAiAttributes.BEDROCK_KNOWLEDGE_BASE_ID, knowledgeBase);
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(generation, "modelArn"));
    request.set(GenAiAttributes.CONVERSATION_ID, Json.string(body, "sessionId"));
    request.set(
        GenAiAttributes.RETRIEVAL_TOP_K,
        Json.integer(
            Json.object(Json.object(search, "retrievalConfiguration"), "vectorSearchConfiguration"),
            "numberOfResults"));
    if (withContent) {
      String query = Json.string(Json.object(body, "retrievalQuery"), "text");
      request.content(
          Content.RETRIEVAL_QUERY,
          query == null ? Json.string(Json.object(body, "input"), "text") : query);
    }
    return request;
  }

  /**
   * @param json of the answer to one of these
   */
  public static GenAiResponse retrieved(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response = new GenAiResponse();
    // The service begins a session where the request named none.
    response.set(GenAiAttributes.CONVERSATION_ID, Json.string(body, "sessionId"));
    if (withContent) {
      List<Object> documents = new ArrayList<>();
      for (Object result : Json.list(body, "retrievalResults")) {
        documents.add(document(Json.object(result)));
      }
      for (Object citation : Json.list(body, "citations")) {
        for (Object reference : Json.list(Json.object(citation), "retrievedReferences")) {
          documents.add(document(Json.object(reference)));
        }
      }
      response.content(Content.RETRIEVAL_DOCUMENTS, documents);
    }
    return response;
  }

  private static Map<String, Object> document(Map<String, Object> wire) {
    Map<String, Object> document = new LinkedHashMap<>();
    String id = Json.string(wire, "documentId");
    Messages.put(document, "id", id == null ? address(Json.object(wire, "location")) : id);
    Messages.put(document, "score", Json.decimal(wire, "score"));
    Messages.put(document, "content", Json.string(Json.object(wire, "content"), "text"));
    if (!Json.object(wire, "metadata").isEmpty()) {
      document.put("metadata", Json.object(wire, "metadata"));
    }
    return document;
  }

  /** Of the one kind of location that is set. */
  private static @Nullable String address(Map<String, Object> location) {
    for (Object place : location.values()) {
      for (String member : new String[] {"uri", "url", "id"}) {
        String address = place instanceof Map ? Json.string(Json.object(place), member) : null;
        if (address != null) {
          return address;
        }
      }
    }
    return null;
  }
}
