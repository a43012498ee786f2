// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import java.util.ArrayList;
import java.util.List;

/** The tool calls that a model asks for in its answer. */
final class ToolRequests {
  private ToolRequests() {}

  /** All that have a name, in order. */
  static List<Part.ToolRequest> of(List<Message> messages) {
    List<Part.ToolRequest> requests = new ArrayList<>(2);
    for (Message message : messages) {
      for (Part part : message.parts()) {
        if (part instanceof Part.ToolRequest request && !request.name().isEmpty()) {
          requests.add(request);
        }
      }
    }
    return requests;
  }
}
