// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Spring AI's observations; all values are texts, as Micrometer has it. */
final class SpringAiDialect {
  static final Dialect TABLE =
      Dialect.named("spring_ai")
          .keys("spring.ai.*", "db.vector.query.content", "db.vector.query.response.documents")
          .alsoWhen(
              look ->
                  "spring_ai".equals(look.word("gen_ai.system"))
                      || "framework".equals(look.word("gen_ai.operation.name")))
          .kindOtherwise(SpringAiDialect::kind)
          .then(
              TOOL_DEFINITIONS,
              "spring.ai.model.request.tool.names",
              "spring.ai.chat.client.tool.names")
          .then(TOOL_DEFINITIONS, Source.code(SpringAiDialect::definition))
          .then(TOOL_NAME, "spring.ai.tool.definition.name")
          .then(TOOL_ARGUMENTS, "spring.ai.tool.call.arguments")
          .then(TOOL_RESULT, "spring.ai.tool.call.result")
          .then(RETRIEVAL_QUERY, "db.vector.query.content")
          .then(RETRIEVAL_DOCUMENTS, "db.vector.query.response.documents")
          .then(RETRIEVAL_TOP_K, "db.vector.query.top_k")
          .build();

  private SpringAiDialect() {}

  private static @Nullable String kind(Look look) {
    if ("query".equals(look.word("db.operation.name"))) {
      return "retrieval";
    }
    String kind = look.word("spring.ai.kind");
    return kind == null
        ? null
        : switch (kind) {
          case "tool_call" -> "execute_tool";
          case "chat_client" -> "invoke_agent";
          case "advisor" -> "invoke_workflow";
          default -> kind;
        };
  }

  /** The one tool of a tool call. */
  private static @Nullable JsonNode definition(SpanFields fields) {
    String name = fields.text("spring.ai.tool.definition.name");
    JsonNode schema = fields.tree("spring.ai.tool.definition.schema");
    return name == null || schema == null || !schema.isObject()
        ? null
        : Trees.NODES.objectNode().put("name", name).set("parameters", schema);
  }
}
