// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of Amazon Bedrock's ConverseStream into what the whole response would have been.
 * A chunk is an object with one member: the event under the name of its type.
 */
public final class BedrockConverseStream implements ChunkDecoder {

  /** More blocks than any model gives; keeps a broken index from costing memory. */
  private static final int MAX_INDEX = 1024;

  private final boolean withContent;
  private final int maxText;
  private final GenAiResponse head = new GenAiResponse();
  private final Map<Long, Block> blocks = new TreeMap<>();
  private boolean started;
  private @Nullable String stopReason;

  public BedrockConverseStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  BedrockConverseStream(boolean withContent, int maxText) {
    this.withContent = withContent;
    this.maxText = maxText;
  }

  @Override
  public void chunk(String json) {
    chunk(Json.parseObject(json));
  }

  void chunk(Map<String, Object> event) {
    started |= event.containsKey("messageStart");
    Map<String, Object> start = Json.object(event, "contentBlockStart");
    Block begun = start.isEmpty() ? null : block(start);
    if (begun != null) {
      begun.start(Json.object(start, "start"));
    }
    Map<String, Object> delta = Json.object(event, "contentBlockDelta");
    Block grown = delta.isEmpty() ? null : block(delta);
    if (grown != null) {
      grown.add(Json.object(delta, "delta"));
    }
    String reason = Json.string(Json.object(event, "messageStop"), "stopReason");
    if (reason != null) {
      stopReason = reason;
    }
    Map<String, Object> metadata = Json.object(event, "metadata");
    BedrockConverse.usage(Json.object(metadata, "usage"), head);
    BedrockConverse.invokedModel(metadata, head);
  }

  private @Nullable Block block(Map<String, Object> event) {
    Long index = Json.integer(event, "contentBlockIndex");
    long key = index == null ? 0 : index;
    return !withContent || key < 0 || key > MAX_INDEX
        ? null
        : blocks.computeIfAbsent(key, k -> new Block());
  }

  /** Only the counts follow the reason. */
  @Override
  public boolean complete() {
    return stopReason != null;
  }

  @Override
  public GenAiResponse response() {
    GenAiResponse response = new GenAiResponse();
    response.facts.putAll(head.facts);
    String reason = BedrockConverse.finishReason(stopReason);
    if (reason != null) {
      response.finishReasons(Collections.singletonList(reason));
    }
    if (withContent && (started || !blocks.isEmpty())) {
      List<Object> parts = new ArrayList<>();
      blocks.values().forEach(block -> parts.add(BedrockContent.part(block.wire())));
      response.content(
          Content.OUTPUT_MESSAGES, Messages.listOf(BedrockConverse.outputMessage(parts, reason)));
    }
    return response;
  }

  private final class Block {
    private Map<String, Object> toolUse = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thought = new StringBuilder();
    private final StringBuilder input = new StringBuilder();
    private boolean reasons;

    void start(Map<String, Object> start) {
      toolUse = new LinkedHashMap<>(Json.object(start, "toolUse"));
    }

    void add(Map<String, Object> delta) {
      append(text, Json.string(delta, "text"));
      append(input, Json.string(Json.object(delta, "toolUse"), "input"));
      reasons |= delta.containsKey("reasoningContent");
      append(thought, Json.string(Json.object(delta, "reasoningContent"), "text"));
    }

    /** As the block of a response that came whole. */
    Map<String, Object> wire() {
      Map<String, Object> block = new LinkedHashMap<>();
      if (!toolUse.isEmpty() || input.length() > 0) {
        if (input.length() > 0) {
          Messages.put(toolUse, "input", Json.parseOrText(input.toString()));
        }
        block.put("toolUse", toolUse);
      } else if (reasons) {
        Map<String, Object> reasoning = new LinkedHashMap<>();
        if (thought.length() > 0) {
          Map<String, Object> readable = new LinkedHashMap<>();
          readable.put("text", thought.toString());
          reasoning.put("reasoningText", readable);
        }
        block.put("reasoningContent", reasoning);
      } else {
        block.put("text", text.toString());
      }
      return block;
    }
  }

  private void append(StringBuilder to, @Nullable String more) {
    if (more != null && to.length() <= maxText) {
      to.append(more);
    }
  }
}
