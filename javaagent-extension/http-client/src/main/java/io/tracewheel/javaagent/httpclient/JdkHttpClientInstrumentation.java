// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** The methods by which every request reaches the JDK's client, whatever facade lies above. */
final class JdkHttpClientInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("jdk.internal.net.http.HttpClientImpl");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("send")
            .and(isPublic())
            .and(takesArguments(2))
            .and(takesArgument(0, named("java.net.http.HttpRequest"))),
        getClass().getName() + "$SendAdvice");
    transformer.applyAdviceToMethod(
        named("sendAsync")
            .and(isPublic())
            // Two arguments lead to three; upstream's span starts at the first of them.
            .and(takesArguments(2).or(takesArguments(3)))
            .and(takesArgument(0, named("java.net.http.HttpRequest"))),
        getClass().getName() + "$SendAsyncAdvice");
  }

  /** Advice: the calling thread waits for the response. */
  public static final class SendAdvice {

    private SendAdvice() {}

    @Advice.AssignReturned.ToArguments({
      @ToArgument(value = 0, index = 1, typing = Assigner.Typing.DYNAMIC),
      @ToArgument(value = 1, index = 2, typing = Assigner.Typing.DYNAMIC)
    })
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object @Nullable [] onEnter(
        @Advice.Argument(0) HttpRequest request,
        @Advice.Argument(1) HttpResponse.BodyHandler<?> handler) {
      return JdkTap.start(request, handler);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Thrown @Nullable Throwable thrown, @Advice.Enter Object @Nullable [] entered) {
      if (entered != null) {
        ((JdkTap) entered[0]).returned(thrown);
      }
    }
  }

  /** Advice: the caller gets a future. */
  public static final class SendAsyncAdvice {

    private SendAsyncAdvice() {}

    @Advice.AssignReturned.ToArguments({
      @ToArgument(value = 0, index = 1, typing = Assigner.Typing.DYNAMIC),
      @ToArgument(value = 1, index = 2, typing = Assigner.Typing.DYNAMIC)
    })
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object @Nullable [] onEnter(
        @Advice.Argument(0) HttpRequest request,
        @Advice.Argument(1) HttpResponse.BodyHandler<?> handler) {
      return JdkTap.start(request, handler);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable CompletableFuture<?> future,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter Object @Nullable [] entered) {
      if (entered != null) {
        ((JdkTap) entered[0]).returnedFuture(future, thrown);
      }
    }
  }
}
