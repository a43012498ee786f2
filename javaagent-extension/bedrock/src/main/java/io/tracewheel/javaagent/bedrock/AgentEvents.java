// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import io.tracewheel.javaagent.genai.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.bedrockagentruntime.model.InlineAgentResponseStream;
import software.amazon.awssdk.services.bedrockagentruntime.model.ResponseStream;

/**
 * The events of an agent's answer as JSON under the name of their type. Of traces, which repeat all
 * that was said to all models, only versions and counts are kept.
 */
final class AgentEvents {

  private AgentEvents() {}

  /** {@code null} for what is no event. Does not throw. */
  static @Nullable String json(Object event, boolean withContent) {
    try {
      String type = type(event);
      if (type == null) {
        return null;
      }
      Map<String, Object> tree = new LinkedHashMap<>();
      if (type.equals("trace")) {
        trace((SdkPojo) event, tree);
      } else if (withContent && !type.equals("files")) {
        tree = SdkJson.tree((SdkPojo) event, Collections.emptySet());
      }
      return Json.write(Collections.singletonMap(type, tree));
    } catch (RuntimeException | LinkageError unreadable) {
      return null;
    }
  }

  private static @Nullable String type(Object event) {
    if (event instanceof ResponseStream) {
      return String.valueOf(((ResponseStream) event).sdkEventType());
    }
    return event instanceof InlineAgentResponseStream
        ? String.valueOf(((InlineAgentResponseStream) event).sdkEventType())
        : null;
  }

  private static void trace(SdkPojo part, Map<String, Object> into) {
    Object version = SdkJson.member(part, "agentVersion");
    if (version != null) {
      into.put("agentVersion", version);
    }
    Object trace = SdkJson.member(part, "trace");
    if (!(trace instanceof SdkPojo)) {
      return;
    }
    // One of its kinds is set: of preprocessing, orchestration and so on.
    for (SdkField<?> kind : ((SdkPojo) trace).sdkFields()) {
      Object output = SdkJson.member(kind.getValueOrDefault(trace), "modelInvocationOutput");
      Object usage = SdkJson.member(SdkJson.member(output, "metadata"), "usage");
      if (usage instanceof SdkPojo) {
        into.put("usage", SdkJson.tree((SdkPojo) usage, Collections.emptySet()));
      }
    }
  }
}
