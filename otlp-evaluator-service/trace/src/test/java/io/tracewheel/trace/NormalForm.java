// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Everything that a GenAI operation tells, as JSON; what it does not tell is left out. */
final class NormalForm {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode out = NODES.objectNode();

  private NormalForm() {}

  static ObjectNode of(String span, GenAiOperation operation) {
    NormalForm form = new NormalForm();
    form.put("span", span);
    form.put("dialect", operation.facts().dialect());
    form.put("kind", operation.getClass().getSimpleName());
    form.put("operation", operation.operation());
    form.put("conversation", operation.conversationId());
    form.put("user", operation.facts().userId());
    form.texts("tags", operation.facts().tags());
    if (operation.failed()) {
      form.out.put("failed", true);
    }
    form.put("errorType", operation.errorType());
    form.put("errorMessage", operation.facts().errorMessage());
    form.cost(operation.facts().cost());
    form.scores(operation.facts().recordedScores());
    if (operation instanceof LlmCall call) {
      form.call(call);
    } else if (operation instanceof ToolCall call) {
      form.put("tool", call.toolName());
      form.put("toolType", call.toolType());
      form.put("callId", call.callId());
      form.json("arguments", call.arguments());
      form.json("result", call.result());
      form.tools(call.toolDefinitions());
    } else if (operation instanceof AgentRun run) {
      form.put("agent", run.agentName());
      form.put("agentId", run.agentId());
      form.messages("input", run.inputMessages());
      form.messages("output", run.outputMessages());
      form.usage(run.usage());
    } else if (operation instanceof Retrieval retrieval) {
      form.put("query", retrieval.query());
      form.json("documents", retrieval.documents());
      form.count(form.out, "topK", retrieval.topK());
    } else if (operation instanceof Embeddings embeddings) {
      form.put("requestModel", embeddings.requestModel());
      form.count(form.out, "inputTokens", embeddings.inputTokens());
    }
    return form.out;
  }

  private void call(LlmCall call) {
    put("provider", call.provider());
    put("requestModel", call.requestModel());
    put("responseModel", call.responseModel());
    put("responseId", call.responseId());
    put("outputType", call.outputType());
    texts("finishReasons", call.finishReasons());
    usage(call.usage());
    json("system", call.systemInstructions());
    messages("input", call.inputMessages());
    messages("output", call.outputMessages());
    tools(call.toolDefinitions());
  }

  private void usage(TokenUsage usage) {
    ObjectNode node = NODES.objectNode();
    count(node, "input", usage.input());
    count(node, "output", usage.output());
    count(node, "cacheRead", usage.cacheRead());
    count(node, "cacheWrite", usage.cacheWrite());
    count(node, "reasoning", usage.reasoning());
    count(node, "audioInput", usage.audioInput());
    count(node, "audioOutput", usage.audioOutput());
    if (!usage.contradictions().isEmpty()) {
      usage.contradictions().forEach(node.putArray("contradictions")::add);
    }
    if (!node.isEmpty()) {
      out.set("usage", node);
    }
  }

  private void cost(@Nullable ReportedCost cost) {
    if (cost != null) {
      ObjectNode node = out.putObject("cost");
      number(node, "total", cost.total());
      number(node, "input", cost.input());
      number(node, "output", cost.output());
    }
  }

  private void scores(List<RecordedScore> scores) {
    for (RecordedScore score : scores) {
      ObjectNode node = out.withArray("scores").addObject();
      node.put("name", score.name()).put("target", score.target().name());
      if (score.linked() != null) {
        node.put("linked", score.linked().traceId() + "/" + score.linked().spanId());
      }
      number(node, "value", score.value());
      text(node, "label", score.label());
      text(node, "explanation", score.explanation());
      text(node, "annotator", score.annotator());
      text(node, "identifier", score.identifier());
      text(node, "responseId", score.responseId());
      text(node, "errorType", score.errorType());
    }
  }

  private void messages(String name, Captured<List<Message>> captured) {
    problem(name, captured);
    if (captured.value() == null) {
      return;
    }
    ArrayNode list = out.putArray(name);
    for (Message message : captured.value()) {
      ObjectNode node = list.addObject().put("role", message.role().name());
      text(node, "finishReason", message.finishReason());
      ArrayNode parts = node.putArray("parts");
      message.parts().forEach(part -> part(parts.addObject(), part));
    }
  }

  private static void part(ObjectNode node, Part part) {
    if (part instanceof Part.Text text) {
      node.set("text", tree(text.content()));
    } else if (part instanceof Part.Reasoning reasoning) {
      node.set("reasoning", tree(reasoning.content()));
    } else if (part instanceof Part.ToolRequest request) {
      node.put("call", request.name());
      text(node, "id", request.id());
      node.set("arguments", tree(request.arguments()));
    } else if (part instanceof Part.ToolResponse response) {
      text(node, "id", response.id());
      node.set("response", tree(response.response()));
      if (response.markedAsError()) {
        node.put("error", true);
      }
    } else if (part instanceof Part.Refusal) {
      node.put("refusal", true);
    } else {
      node.put("other", ((Part.Other) part).type());
    }
  }

  private void tools(Captured<List<ToolDefinition>> captured) {
    problem("tools", captured);
    if (captured.value() == null) {
      return;
    }
    ArrayNode list = out.putArray("tools");
    for (ToolDefinition tool : captured.value()) {
      ObjectNode node = list.addObject().put("name", tool.name()).put("type", tool.type());
      if (tool.parameters() != null) {
        node.set("parameters", tree(tool.parameters()));
      }
    }
  }

  /** JSON as JSON; text that is none as the text. Strings that hold JSON are opened. */
  private void json(String name, Captured<JsonValue> captured) {
    problem(name, captured);
    if (captured.value() != null) {
      out.set(name, tree(captured.value()));
    }
  }

  private static JsonNode tree(@Nullable JsonValue value) {
    if (value == null) {
      return NODES.nullNode();
    }
    JsonNode node = value.tree().value();
    return node == null ? NODES.stringNode(value.head(value.length())) : node;
  }

  private void problem(String name, Captured<?> captured) {
    text(out, name + "Problem", captured.problem());
  }

  private void texts(String name, List<String> texts) {
    if (!texts.isEmpty()) {
      texts.forEach(out.putArray(name)::add);
    }
  }

  private void put(String name, @Nullable String text) {
    text(out, name, text);
  }

  private static void text(ObjectNode node, String name, @Nullable String text) {
    if (text != null) {
      node.put(name, text);
    }
  }

  private static void number(ObjectNode node, String name, @Nullable Double number) {
    if (number != null) {
      node.put(name, number);
    }
  }

  private void count(ObjectNode node, String name, long count) {
    if (count >= 0) {
      node.put(name, count);
    }
  }
}
