// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.concurrent.Future;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.jspecify.annotations.Nullable;

/** The one method of the async client that all others lead to; upstream's span begins there too. */
final class ApacheAsyncInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("execute")
            .and(isPublic())
            .and(takesArguments(5))
            .and(takesArgument(0, named("org.apache.hc.core5.http.nio.AsyncRequestProducer")))
            .and(takesArgument(1, named("org.apache.hc.core5.http.nio.AsyncResponseConsumer"))),
        getClass().getName() + "$ExecuteAdvice");
  }

  /** Advice. */
  public static final class ExecuteAdvice {

    private ExecuteAdvice() {}

    @Advice.AssignReturned.ToArguments({
      @ToArgument(value = 0, index = 1, typing = Assigner.Typing.DYNAMIC),
      @ToArgument(value = 1, index = 2, typing = Assigner.Typing.DYNAMIC),
      @ToArgument(value = 4, index = 3, typing = Assigner.Typing.DYNAMIC)
    })
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static Object @Nullable [] onEnter(
        @Advice.Argument(0) AsyncRequestProducer producer,
        @Advice.Argument(1) AsyncResponseConsumer<?> consumer,
        @Advice.Argument(4) @Nullable FutureCallback<?> callback) {
      return ApacheAsyncTap.start(producer, consumer, callback);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Future<?> future,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter Object @Nullable [] entered) {
      if (entered != null) {
        ((ApacheAsyncTap) entered[0]).returned(future, thrown);
      }
    }
  }
}
