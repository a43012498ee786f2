// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The methods below all overloads and below the library's loop of tool calls: each is one request
 * to the model. In early releases the async interface ends here as well.
 */
final class ModelsInstrumentation implements TypeInstrumentation {

  static final ElementMatcher<MethodDescription> GENERATE = funnel("privateGenerateContent");
  static final ElementMatcher<MethodDescription> STREAM = funnel("privateGenerateContentStream");

  /** Later releases take more arguments. */
  static final ElementMatcher<MethodDescription> EMBED =
      named("privateEmbedContent").and(takesArgument(0, String.class));

  private static ElementMatcher<MethodDescription> funnel(String name) {
    return named(name)
        .and(takesArgument(0, String.class))
        .and(takesArgument(1, List.class))
        .and(takesArgument(2, named("com.google.genai.types.GenerateContentConfig")));
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.google.genai.Models");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(GENERATE, getClass().getName() + "$GenerateAdvice");
    transformer.applyAdviceToMethod(STREAM, getClass().getName() + "$StreamAdvice");
    transformer.applyAdviceToMethod(EMBED, getClass().getName() + "$EmbedAdvice");
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

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable GoogleCall call) {
      if (call != null) {
        call.returned(answer, thrown);
      }
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

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable GoogleCall call) {
      if (call != null) {
        call.returned(answer, thrown);
      }
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

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable GoogleCall call) {
      if (call != null) {
        call.returned(answer, thrown);
      }
    }
  }
}
