// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.trace.AgentRun;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.LlmCall;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Retrieval;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.ToolCall;
import io.tracewheel.trace.trajectory.Content;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Step;
import io.tracewheel.trace.trajectory.ToolUse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through everything that is said in an operation or a run, part by part. */
final class SpokenTexts {
  private final Visitor visitor;
  private boolean any;

  /** Takes texts. */
  @FunctionalInterface
  interface Visitor {
    /**
     * One text, with the escapes of JSON that it has.
     *
     * @param trusted whether the application itself wrote it: instructions, and what the model said
     */
    void text(Where where, boolean trusted, ByteSlice text);
  }

  private SpokenTexts(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Visits the texts of a span; false if none was captured. */
  static boolean of(GenAiOperation operation, Visitor visitor) {
    SpokenTexts texts = new SpokenTexts(visitor);
    if (operation instanceof LlmCall call) {
      texts.add(Where.INPUT, true, call.systemInstructions().value());
      texts.messages(Where.INPUT, call.inputMessages().value());
      texts.messages(Where.OUTPUT, call.outputMessages().value());
    } else if (operation instanceof ToolCall call) {
      texts.add(Where.TOOLS, true, call.arguments().value());
      texts.add(Where.TOOLS, false, call.result().value());
    } else if (operation instanceof Retrieval retrieval) {
      texts.add(Where.INPUT, false, retrieval.query());
      texts.add(Where.TOOLS, false, retrieval.documents().value());
    } else if (operation instanceof AgentRun run) {
      texts.messages(Where.INPUT, run.inputMessages().value());
      texts.messages(Where.OUTPUT, run.outputMessages().value());
    }
    texts.add(Where.OUTPUT, true, operation.facts().errorMessage());
    return texts.any;
  }

  /** Visits the texts of a run; false if none was captured. */
  static boolean of(Run run, Visitor visitor) {
    SpokenTexts texts = new SpokenTexts(visitor);
    for (Step step : run.trajectory().steps()) {
      Content content = step.content();
      texts.add(Where.INPUT, true, content.instructions());
      texts.messages(Where.INPUT, content.input());
      texts.messages(Where.OUTPUT, content.output());
      for (ToolUse use : step.tools()) {
        texts.add(Where.TOOLS, true, use.arguments());
        texts.add(Where.TOOLS, false, use.result());
      }
      for (SpanProjection other : step.others()) {
        if (other.detail() instanceof Detail.Other found) {
          found.documents().forEach(document -> texts.add(Where.TOOLS, false, document));
        }
      }
    }
    return texts.any;
  }

  private void messages(Where where, @Nullable List<Message> messages) {
    if (messages == null) {
      return;
    }
    for (Message message : messages) {
      boolean trusted =
          where == Where.OUTPUT
              || message.role() == Role.SYSTEM
              || message.role() == Role.ASSISTANT;
      boolean tool = message.role() == Role.TOOL;
      for (Part part : message.parts()) {
        if (part instanceof Part.Text text) {
          add(tool ? Where.TOOLS : where, trusted && !tool, text.content());
        } else if (part instanceof Part.Reasoning reasoning) {
          add(where, true, reasoning.content());
        } else if (part instanceof Part.ToolRequest request) {
          add(Where.TOOLS, true, request.arguments());
        } else if (part instanceof Part.ToolResponse response) {
          add(Where.TOOLS, false, response.response());
        }
      }
    }
  }

  private void add(Where where, boolean trusted, @Nullable JsonValue value) {
    if (value != null) {
      any = true;
      visitor.text(where, trusted, new ByteSlice(value.array(), value.offset(), value.length()));
    }
  }

  private void add(Where where, boolean trusted, @Nullable String text) {
    if (text != null) {
      any = true;
      visitor.text(where, trusted, ByteSlice.of(text.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
