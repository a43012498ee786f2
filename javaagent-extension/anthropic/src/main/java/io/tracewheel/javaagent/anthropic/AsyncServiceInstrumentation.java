// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.anthropic.core.ClientOptions;
import com.anthropic.core.http.HttpResponseFor;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** The async twins of {@link BlockingServiceInstrumentation}'s methods; they return futures. */
final class AsyncServiceInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return namedOneOf(
        "com.anthropic.services.async.MessageServiceAsyncImpl$WithRawResponseImpl",
        "com.anthropic.services.async.beta.MessageServiceAsyncImpl$WithRawResponseImpl");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("create")
            .and(takesArguments(2))
            .and(takesArgument(1, named("com.anthropic.core.RequestOptions"))),
        getClass().getName() + "$CreateAdvice");
    transformer.applyAdviceToMethod(
        named("createStreaming")
            .and(takesArguments(2))
            .and(takesArgument(1, named("com.anthropic.core.RequestOptions"))),
        getClass().getName() + "$CreateStreamingAdvice");
  }

  /** Advice: the answer comes in one piece. */
  public static final class CreateAdvice {

    private CreateAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable AnthropicCall onEnter(
        @Advice.Argument(0) @Nullable Object params,
        @Advice.FieldValue("clientOptions") ClientOptions options) {
      return AnthropicCall.start(params, options, false);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<HttpResponseFor<?>> onExit(
        @Advice.Return @Nullable CompletableFuture<HttpResponseFor<?>> response,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable AnthropicCall call) {
      return call == null ? response : call.returnedFuture(response, thrown);
    }
  }

  /** Advice: the answer comes in chunks. */
  public static final class CreateStreamingAdvice {

    private CreateStreamingAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable AnthropicCall onEnter(
        @Advice.Argument(0) @Nullable Object params,
        @Advice.FieldValue("clientOptions") ClientOptions options) {
      return AnthropicCall.start(params, options, true);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<HttpResponseFor<?>> onExit(
        @Advice.Return @Nullable CompletableFuture<HttpResponseFor<?>> response,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable AnthropicCall call) {
      return call == null ? response : call.returnedFuture(response, thrown);
    }
  }
}
