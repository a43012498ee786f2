// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import static net.bytebuddy.matcher.ElementMatchers.named;

import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The async twins of {@link ModelsInstrumentation}'s methods, which return futures. Early releases
 * have none: there the async interface calls the blocking one on another thread.
 */
final class AsyncModelsInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.google.genai.AsyncModels");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        ModelsInstrumentation.GENERATE, getClass().getName() + "$GenerateAdvice");
    transformer.applyAdviceToMethod(
        ModelsInstrumentation.STREAM, getClass().getName() + "$StreamAdvice");
    transformer.applyAdviceToMethod(
        ModelsInstrumentation.EMBED, getClass().getName() + "$EmbedAdvice");
  }

  /** Advice: the answer comes in one piece. */
  public static final class GenerateAdvice {

    private GenerateAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GoogleCall onEnter(
        @Advice.FieldValue("apiClient") @Nullable Object client,
        @Advice.Argument(0) @Nullable String model,
        @Advice.Argument(1) @Nullable List<Content> contents,
        @Advice.Argument(2) @Nullable GenerateContentConfig config) {
      return GoogleCall.generate(client, model, contents, config, false);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable GoogleCall call) {
      return call == null ? answer : call.returnedFuture(answer, thrown);
    }
  }

  /** Advice: the answer comes in chunks. */
  public static final class StreamAdvice {

    private StreamAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GoogleCall onEnter(
        @Advice.FieldValue("apiClient") @Nullable Object client,
        @Advice.Argument(0) @Nullable String model,
        @Advice.Argument(1) @Nullable List<Content> contents,
        @Advice.Argument(2) @Nullable GenerateContentConfig config) {
      return GoogleCall.generate(client, model, contents, config, true);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable GoogleCall call) {
      return call == null ? answer : call.returnedFuture(answer, thrown);
    }
  }

  /** Advice: embeddings. */
  public static final class EmbedAdvice {

    private EmbedAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable GoogleCall onEnter(
        @Advice.FieldValue("apiClient") @Nullable Object client,
        @Advice.Argument(0) @Nullable String model,
        @Advice.AllArguments Object[] arguments) {
      return GoogleCall.embed(client, model, arguments);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable GoogleCall call) {
      return call == null ? answer : call.returnedFuture(answer, thrown);
    }
  }
}
