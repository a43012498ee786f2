// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model call and what it led to.
 *
 * @param model the model call; null for tools and agents that ran before any
 * @param toolGroups tool calls; those of one group are parallel: one answer asks for all of them,
 *     or, where nobody asked, they overlap in time
 * @param subAgents agents that were started in this step
 * @param others retrievals, embeddings and the rest
 */
public record Step(
    @Nullable SpanProjection model,
    List<List<ToolUse>> toolGroups,
    List<Activity> subAgents,
    List<SpanProjection> others) {

  /** The tool calls of all groups. */
  public List<ToolUse> tools() {
    return toolGroups.stream().flatMap(List::stream).toList();
  }

  /** What was said in the model call. */
  public Content content() {
    return model != null && model.detail() instanceof Detail.Model detail
        ? detail.content()
        : Content.NONE;
  }

  /** The words of the model's answer, parts joined by line feeds; empty when there are none. */
  public String answer() {
    return Texts.of(content().output());
  }

  /** The tool calls that the model's answer asks for. */
  public List<Part.ToolRequest> requests() {
    List<Message> output = content().output();
    return output == null
        ? List.of()
        : output.stream()
            .flatMap(message -> message.parts().stream())
            .filter(Part.ToolRequest.class::isInstance)
            .map(Part.ToolRequest.class::cast)
            .toList();
  }
}
