// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.opentelemetry.instrumentation.api.util.VirtualField;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The model call that a prompt was last used for. Tells which call asked for a tool where the tool
 * is run on another thread and nobody hands the context on.
 */
final class PromptCalls {

  private static final VirtualField<Prompt, SpringAiCall> CALLS =
      VirtualField.find(Prompt.class, SpringAiCall.class);

  private PromptCalls() {}

  static void begun(Prompt prompt, SpringAiCall call) {
    CALLS.set(prompt, call);
  }

  static @Nullable SpringAiCall of(Prompt prompt) {
    return CALLS.get(prompt);
  }
}
