// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import io.tracewheel.javaagent.genai.Json;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.PayloadPart;

/** What bedrockruntime's objects are on the wire. No method throws. */
final class WireJson {

  private static final Set<String> CONTENT_OF_REQUEST =
      new HashSet<>(Arrays.asList("messages", "system", "toolConfig", "promptVariables"));
  private static final Set<String> CONTENT_OF_RESPONSE = Collections.singleton("output");

  private WireJson() {}

  static @Nullable String converseRequest(SdkPojo request, boolean withContent) {
    return SdkJson.write(request, withContent ? Collections.emptySet() : CONTENT_OF_REQUEST);
  }

  static @Nullable String converseResponse(SdkPojo response, boolean withContent) {
    return SdkJson.write(response, withContent ? Collections.emptySet() : CONTENT_OF_RESPONSE);
  }

  /** An event under the name of its type, or the vendor's own chunk that it carries. */
  static @Nullable String event(Object event, boolean withContent) {
    try {
      if (event instanceof PayloadPart) {
        return SdkJson.text(((PayloadPart) event).bytes());
      }
      if (event instanceof ConverseStreamOutput) {
        String type = String.valueOf(((ConverseStreamOutput) event).sdkEventType());
        Object tree =
            withContent || !type.startsWith("contentBlock")
                ? SdkJson.tree((SdkPojo) event, Collections.emptySet())
                : Collections.emptyMap();
        return Json.write(Collections.singletonMap(type, tree));
      }
      return null;
    } catch (RuntimeException | LinkageError unreadable) {
      return null;
    }
  }

  /**
   * Tokens as the headers of InvokeModel's answer count them.
   *
   * @param direction {@code input} or {@code output}
   */
  static @Nullable Long count(SdkResponse response, String direction) {
    try {
      return response
          .sdkHttpResponse()
          .firstMatchingHeader("x-amzn-bedrock-" + direction + "-token-count")
          .map(Long::valueOf)
          .orElse(null);
    } catch (RuntimeException absent) {
      return null;
    }
  }
}
