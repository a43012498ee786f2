// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.opentelemetry.instrumentation.api.util.VirtualField;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The model call that a prompt was last used for. Tells which call asked for a tool where the tool
 * is run on another thread and nobody hands the context on.
 */
final class PromptCalls {

  /** Weak, because a call knows its prompt: where fields are kept in a map, neither would go. */
  @SuppressWarnings("rawtypes") // a class literal has no type arguments
  private static final VirtualField<Prompt, WeakReference> CALLS =
      VirtualField.find(Prompt.class, WeakReference.class);

  private PromptCalls() {}

  static void begun(Prompt prompt, SpringAiCall call) {
    CALLS.set(prompt, new WeakReference<>(call));
  }

  static @Nullable SpringAiCall of(Prompt prompt) {
    WeakReference<?> call = CALLS.get(prompt);
    return call == null ? null : (SpringAiCall) call.get();
  }
}
