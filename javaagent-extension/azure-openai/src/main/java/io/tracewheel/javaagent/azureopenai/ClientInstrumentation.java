// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.azure.core.http.rest.Response;
import com.azure.core.util.BinaryData;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The two clients below the public ones, which take and answer JSON: every call passes through one
 * of their methods, typed or not, streamed or not.
 */
final class ClientInstrumentation implements TypeInstrumentation {

  private static final String CHAT = "getChatCompletionsWithResponse";

  /** Of the early releases, for calls with data of the application's own. */
  private static final String EXTENDED_CHAT = "getChatCompletionsWithAzureExtensionsWithResponse";

  private static final String EMBEDDINGS = "getEmbeddingsWithResponse";
  private static final String ASYNC = "Async";

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return namedOneOf(
        "com.azure.ai.openai.implementation.OpenAIClientImpl",
        "com.azure.ai.openai.implementation.NonAzureOpenAIClientImpl");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    String advice = getClass().getName();
    transformer.applyAdviceToMethod(
        method(CHAT, EXTENDED_CHAT, EMBEDDINGS), advice + "$BlockingAdvice");
    transformer.applyAdviceToMethod(
        method(CHAT + ASYNC, EXTENDED_CHAT + ASYNC, EMBEDDINGS + ASYNC), advice + "$AsyncAdvice");
  }

  private static ElementMatcher<MethodDescription> method(String... names) {
    return namedOneOf(names)
        .and(takesArguments(3))
        .and(takesArgument(0, String.class))
        .and(takesArgument(1, named("com.azure.core.util.BinaryData")));
  }

  /** Advice. */
  public static final class BlockingAdvice {

    private BlockingAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable AzureCall onEnter(
        @Advice.This Object client,
        @Advice.Origin("#m") String method,
        @Advice.Argument(0) @Nullable String deployment,
        @Advice.Argument(1) @Nullable BinaryData body) {
      return AzureCall.of(client, method, deployment, body).attach();
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Response<?> response,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable AzureCall call) {
      if (call != null) {
        call.returned(response, thrown);
      }
    }
  }

  /** Advice. The request is sent when the answer is subscribed to. */
  public static final class AsyncAdvice {

    private AsyncAdvice() {}

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static @Nullable Mono<Response<BinaryData>> onExit(
        @Advice.This Object client,
        @Advice.Origin("#m") String method,
        @Advice.Argument(0) @Nullable String deployment,
        @Advice.Argument(1) @Nullable BinaryData body,
        @Advice.Return @Nullable Mono<Response<BinaryData>> answer) {
      return answer == null ? null : AzureCall.traced(client, method, deployment, body, answer);
    }
  }
}
