// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

/**
 * The attributes that carry what people and models said. Their values are JSON trees (see {@link
 * Json}), never written unless {@link ContentCapture} says so.
 */
public enum Content {
  SYSTEM_INSTRUCTIONS("gen_ai.system_instructions"),
  INPUT_MESSAGES("gen_ai.input.messages"),
  OUTPUT_MESSAGES("gen_ai.output.messages"),
  TOOL_DEFINITIONS("gen_ai.tool.definitions"),
  TOOL_ARGUMENTS("gen_ai.tool.call.arguments"),
  TOOL_RESULT("gen_ai.tool.call.result"),
  RETRIEVAL_QUERY("gen_ai.retrieval.query.text"),
  RETRIEVAL_DOCUMENTS("gen_ai.retrieval.documents");

  final String key;

  Content(String key) {
    this.key = key;
  }
}
